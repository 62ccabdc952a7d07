import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { checkWritable, replaceFile } from "../../src/cli/replace-file.ts";
import { temporaryFolder } from "../support/command.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a file is replaced as a whole or not at all", () => {
  test("new file", async () => {
    const folder = temporaryFolder();
    expect(await replaceFile(join(folder, "a"), [bytes("one "), bytes("two")])).toBe(7);
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("one two");
    expect(readdirSync(folder)).toEqual(["a"]);
  });
  test("an existing file keeps its permissions", async () => {
    const path = join(temporaryFolder(), "a");
    writeFileSync(path, "before", { mode: 0o640 });
    await replaceFile(path, [bytes("after")]);
    expect(readFileSync(path, "utf8")).toBe("after");
    expect(statSync(path).mode & 0o777).toBe(0o640);
  });
  test("a failure in the middle leaves what was there, and nothing else", async () => {
    const folder = temporaryFolder();
    const path = join(folder, "a");
    writeFileSync(path, "before");
    const failing = function* () {
      yield bytes("half");
      throw Object.assign(new Error("full"), { code: "ENOSPC" });
    };
    await expect(replaceFile(path, failing())).rejects.toThrow("no space left on the disk");
    expect(readFileSync(path, "utf8")).toBe("before");
    expect(readdirSync(folder)).toEqual(["a"]);
  });
  test("a symbolic link stays one", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "real"), "before");
    symlinkSync("real", join(folder, "link"));
    await replaceFile(join(folder, "link"), [bytes("after")]);
    expect(readFileSync(join(folder, "real"), "utf8")).toBe("after");
    expect(readdirSync(folder).sort()).toEqual(["link", "real"]);
  });
  test("a device is written to, not replaced", async () => {
    await replaceFile("/dev/null", [bytes("gone")]);
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
    await expect(replaceFile("/dev/full", [bytes("x")])).rejects.toThrow("no space left on the disk");
  });
  test("what can't be written is known before", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "sub"));
    await expect(checkWritable(join(folder, "sub"))).rejects.toThrow("is a folder, not a file");
    await expect(checkWritable(join(folder, "none", "a"))).rejects.toThrow("no such file or folder");
    await checkWritable(join(folder, "a"));
    expect(readdirSync(folder)).toEqual(["sub"]);
  });
});
