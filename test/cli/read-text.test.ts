import { describe, expect, test } from "vitest";
import { MAX_FILE_BYTES, readText } from "../../src/cli/read-text.ts";
import { temporaryFile, temporaryFolder } from "../support/command.ts";

describe("scenario files", () => {
  test("text is read, without a byte order mark", async () => {
    expect(await readText(temporaryFile("\ufeffname: é\n"))).toBe("name: é\n");
  });
  test.each([
    ["missing", () => "/nowhere/at/all.yaml", "no such file or folder"],
    ["folder", () => temporaryFolder(), "is a folder, not a file"],
    ["binary", () => temporaryFile(new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 1])), "is a binary file"],
    ["other encoding", () => temporaryFile(new Uint8Array([0x6e, 0xe9, 0x0a])), "is not UTF-8 text"],
    ["too large", () => temporaryFile("#".repeat(MAX_FILE_BYTES + 1)), "larger than 8 MiB"],
    ["endless", () => "/dev/urandom", "larger than 8 MiB"],
  ])("%s", async (_what, path, message) => {
    await expect(readText(path())).rejects.toThrow(message);
  });
});
