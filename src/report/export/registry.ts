import { chrome } from "./chrome.ts";
import { csv } from "./csv.ts";
import type { ExportFormat } from "./format.ts";

/** The formats that traces are exported in, by the names that `--to` takes. */
export const EXPORT_FORMATS: Readonly<Record<string, ExportFormat>> = { chrome, csv };
