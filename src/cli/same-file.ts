import { type Stats, statSync } from "node:fs";
import { errorCode } from "./cli-error.ts";

/** Whether two paths lead to one and the same regular file, through links too. False where either leads nowhere. */
export function isSameFile(a: string, b: string): boolean {
  const first = statusOf(a);
  const second = statusOf(b);
  if (first === null || second === null) return false;
  return first.isFile() && first.dev === second.dev && first.ino === second.ino;
}

/** Null where there is nothing, or nothing that can be reached: opening it will say why. */
function statusOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch (error) {
    if (errorCode(error) === null) throw error;
    return null;
  }
}
