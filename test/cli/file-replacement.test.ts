import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FileReplacement } from "../../src/cli/file-replacement.ts";
import { temporaryFolder } from "../support/command.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function write(path: string, ...parts: string[]): number {
  const file = new FileReplacement(path);
  for (const part of parts) file.write(bytes(part));
  file.commit();
  return file.bytes;
}

describe("a file is replaced as a whole or not at all", () => {
  test("new file", () => {
    const folder = temporaryFolder();
    expect(write(join(folder, "a"), "one ", "two")).toBe(7);
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("one two");
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  test("an existing file keeps its permissions", () => {
    const path = join(temporaryFolder(), "a");
    writeFileSync(path, "before");
    chmodSync(path, 0o604);
    write(path, "after");
    expect(readFileSync(path, "utf8")).toBe("after");
    expect(statSync(path).mode & 0o777).toBe(0o604);
  });

  test("until it is committed the old one stands, and after an abort nothing else", () => {
    const folder = temporaryFolder();
    const path = join(folder, "a");
    writeFileSync(path, "before");
    const file = new FileReplacement(path);
    file.write(bytes("half"));
    expect(readFileSync(path, "utf8")).toBe("before");
    expect(readdirSync(folder)).toHaveLength(2);
    file.abort();
    file.abort();
    expect(readFileSync(path, "utf8")).toBe("before");
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  test("a commit that fails leaves no temporary file", () => {
    const folder = temporaryFolder();
    const path = join(folder, "a");
    const file = new FileReplacement(path);
    // A folder has come to stand in its place meanwhile.
    mkdirSync(path);
    expect(() => file.commit()).toThrow(`can't write ${path}`);
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  test("a symbolic link stays one", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "real"), "before");
    symlinkSync("real", join(folder, "link"));
    write(join(folder, "link"), "after");
    expect(readFileSync(join(folder, "real"), "utf8")).toBe("after");
    expect(readdirSync(folder).sort()).toEqual(["link", "real"]);
  });

  test("a device is written to, not replaced", () => {
    write("/dev/null", "gone");
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });

  test("a full disk is said in words", () => {
    expect(() => write("/dev/full", "x")).toThrow("can't write /dev/full: no space left on the disk");
  });

  test("what can't be written is known at once, and nothing is made", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "sub"));
    expect(() => new FileReplacement(join(folder, "sub"))).toThrow("is a folder, not a file");
    expect(() => new FileReplacement(join(folder, "none", "a"))).toThrow("no such file or folder");
    expect(readdirSync(folder)).toEqual(["sub"]);
  });
});
