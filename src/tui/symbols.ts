/** The signs that screens are drawn with, beside those of timelines and sparklines. */
export interface Symbols {
  readonly rule: string;
  readonly heading: string;
  readonly separator: string;
  readonly ellipsis: string;
  readonly error: string;
  readonly warning: string;
  readonly info: string;
  readonly reason: string;
  readonly play: string;
  readonly cursor: string;
  readonly folded: string;
  readonly less: string;
  readonly more: string;
}

const UNICODE: Symbols = {
  rule: "─",
  heading: "▌",
  separator: "·",
  ellipsis: "…",
  error: "✖",
  warning: "▲",
  info: "•",
  reason: "→",
  play: "▶",
  cursor: "│",
  folded: "▸",
  less: "◂",
  more: "▸",
};

const ASCII: Symbols = {
  rule: "-",
  heading: "#",
  separator: "|",
  ellipsis: "..",
  error: "!!",
  warning: "!",
  info: "*",
  reason: "->",
  play: ">",
  cursor: ":",
  folded: "+",
  less: "<",
  more: ">",
};

/** The signs for a terminal that shows Unicode, or for one that shows ASCII alone. */
export function symbols(ascii: boolean): Symbols {
  return ascii ? ASCII : UNICODE;
}
