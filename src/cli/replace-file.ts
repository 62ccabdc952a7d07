import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, type FileHandle, open, realpath, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { CliError, errorCode, fileProblem } from "./cli-error.ts";

/** Where a file is to be written, after looking at what stands there now. */
interface Target {
  readonly path: string;
  /** Devices and pipes are written to; a regular file is replaced as a whole. */
  readonly replace: boolean;
  /** Permissions of the file that is replaced, null where there is none. */
  readonly mode: number | null;
}

/** Fails at once, before a long run, where the file could not be written at its end. */
export async function checkWritable(path: string): Promise<void> {
  try {
    const target = await inspect(path);
    await access(target.replace ? dirname(target.path) : target.path, constants.W_OK);
  } catch (error) {
    throw writeError(path, error);
  }
}

/**
 * Writes a file as a whole or not at all: into a temporary file in the same folder, flushed to the disk,
 * then renamed. On any failure the temporary file is removed, what stood there before stays, and a
 * {@link CliError} says why. Returns the number of bytes written.
 */
export async function replaceFile(path: string, chunks: Iterable<Uint8Array>): Promise<number> {
  try {
    const target = await inspect(path);
    return target.replace ? await writeAndRename(target, chunks) : await writeInto(target.path, chunks);
  } catch (error) {
    throw writeError(path, error);
  }
}

function writeError(path: string, error: unknown): unknown {
  return errorCode(error) === null ? error : new CliError(`can't write ${path}: ${fileProblem(error)}`);
}

async function inspect(path: string): Promise<Target> {
  try {
    // A symbolic link is followed, so that the file it names is replaced and not the link.
    const real = await realpath(path);
    const info = await stat(real);
    if (info.isDirectory()) throw new CliError(`can't write ${path}: is a folder, not a file`);
    return { path: real, replace: info.isFile(), mode: info.isFile() ? info.mode : null };
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
    return { path: resolve(path), replace: true, mode: null };
  }
}

async function writeAndRename(target: Target, chunks: Iterable<Uint8Array>): Promise<number> {
  const unique = randomBytes(6).toString("hex");
  const temporary = join(dirname(target.path), `.${basename(target.path)}.${unique}.tmp`);
  try {
    const bytes = await writeNew(temporary, target.mode, chunks);
    await rename(temporary, target.path);
    return bytes;
  } catch (error) {
    await unlink(temporary).catch(() => {});
    throw error;
  }
}

async function writeNew(path: string, mode: number | null, chunks: Iterable<Uint8Array>): Promise<number> {
  const file = await open(path, "wx");
  try {
    if (mode !== null) await file.chmod(mode);
    const bytes = await writeAll(file, chunks);
    await file.sync();
    return bytes;
  } finally {
    await file.close();
  }
}

async function writeInto(path: string, chunks: Iterable<Uint8Array>): Promise<number> {
  const file = await open(path, "w");
  try {
    return await writeAll(file, chunks);
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, chunks: Iterable<Uint8Array>): Promise<number> {
  let total = 0;
  for (const chunk of chunks) {
    let written = 0;
    while (written < chunk.length) {
      written += (await file.write(chunk, written)).bytesWritten;
    }
    total += chunk.length;
  }
  return total;
}
