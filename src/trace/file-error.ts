/** A trace file can't be read; the message is a whole sentence. Never leaves the reader: there it becomes a value. */
export class FileError extends Error {
  override readonly name: string = "FileError";
}

/** What stands in a trace file is wrong, though the file itself is whole; the message says what. */
export class ContentError extends FileError {
  override readonly name = "ContentError";
}
