import { eastAsianWidth } from "get-east-asian-width";

/**
 * Visible characters of one column that never join their neighbours (Latin, dashes and quotes, arrows,
 * mathematics, boxes and blocks, braille): nearly all text that is ever shown.
 */
const PLAIN =
  /^[\u0020-\u007e\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u22ff\u2500-\u25fc\u2800-\u28ff]*$/;
/** Longer clusters of characters are no emoji. */
const MAX_EMOJI_LENGTH = 50;

/**
 * Columns the text takes in a terminal: wide characters take two, combining marks none. The rules are
 * those of the package string-width, whose tables take longer to load than a small simulation to run:
 * here they are made only for text that needs them.
 */
export function columnsOf(text: string): number {
  if (PLAIN.test(text)) return text.length;
  const kinds = characterKinds();
  let columns = 0;
  for (const cluster of clustersOf(text)) columns += clusterColumns(cluster, kinds);
  return columns;
}

/** What a terminal shows as one character each: a letter with its marks, an emoji of several parts. */
export function clustersOf(text: string): Iterable<string> {
  if (PLAIN.test(text)) return text;
  // How characters are put together is the same in every language; one is named to ask for no default.
  return Array.from(new Intl.Segmenter("en").segment(text), ({ segment }) => segment);
}

interface CharacterKinds {
  readonly visible: RegExp;
  readonly spacingMark: RegExp;
  readonly emoji: RegExp;
  readonly pictograph: RegExp;
}

/** Patterns by Unicode's properties. As texts: literals would be made as soon as this file is loaded. */
const VISIBLE =
  "[^\\p{Default_Ignorable_Code_Point}\\p{Control}\\p{Format}\\p{Nonspacing_Mark}\\p{Enclosing_Mark}\\p{Surrogate}]";
const SPACING_MARK = "\\p{Spacing_Mark}";
const EMOJI = "^\\p{RGI_Emoji}$";
const PICTOGRAPH = "\\p{Extended_Pictographic}";

/** The engine keeps what it made of the same text before. */
function characterKinds(): CharacterKinds {
  return {
    visible: new RegExp(VISIBLE, "v"),
    spacingMark: new RegExp(SPACING_MARK, "v"),
    emoji: new RegExp(EMOJI, "v"),
    pictograph: new RegExp(PICTOGRAPH, "gv"),
  };
}

/** Columns of what a terminal shows as one character. */
function clusterColumns(cluster: string, kinds: CharacterKinds): number {
  const start = cluster.search(kinds.visible);
  if (start < 0) return 0;
  if (isEmoji(cluster, kinds)) return 2;
  const characters = [...cluster.slice(start)];
  return hangulColumns(characters, kinds) ?? otherColumns(characters, kinds);
}

/** Emoji, and sequences that are drawn as one although no standard lists them: keycaps, joined pictures. */
function isEmoji(cluster: string, { emoji, pictograph }: CharacterKinds): boolean {
  if (emoji.test(cluster)) return true;
  if (cluster.length > MAX_EMOJI_LENGTH) return false;
  if (/^[\d#*]\u20e3$/.test(cluster)) return true;
  return cluster.includes("\u200d") && (cluster.match(pictograph)?.length ?? 0) > 1;
}

/** The first character's columns, and those of marks after it that take room of their own. */
function otherColumns([first = "", ...others]: readonly string[], { spacingMark }: CharacterKinds): number {
  const spacing = others.filter((one) => spacingMark.test(one) || (one >= "\uff00" && one <= "\uffef"));
  return [first, ...spacing].reduce((sum, one) => sum + characterColumns(one), 0);
}

function characterColumns(character: string): number {
  return eastAsianWidth(character.codePointAt(0) ?? 0);
}

const isLeadingJamo = (one: string): boolean => /[\u1100-\u115f\ua960-\ua97c]/.test(one);
const isVowelJamo = (one: string): boolean => /[\u1160-\u11a7\ud7b0-\ud7c6]/.test(one);
const isTrailingJamo = (one: string): boolean => /[\u11a8-\u11ff\ud7cb-\ud7fb]/.test(one);
const isJamo = (one: string): boolean => isLeadingJamo(one) || isVowelJamo(one) || isTrailingJamo(one);

/** Korean letters: those that make up one syllable take two columns together. Null for other text. */
function hangulColumns(all: readonly string[], { visible }: CharacterKinds): number | null {
  const letters = all.filter((one) => visible.test(one));
  if (!isJamo(letters[0] ?? "")) return null;
  let columns = 0;
  for (let i = 0; i < letters.length; i += 1) {
    const [one = "", next = "", last = ""] = letters.slice(i, i + 3);
    if (isLeadingJamo(one) && isVowelJamo(next)) {
      columns += 2;
      i += isTrailingJamo(last) ? 2 : 1;
    } else {
      columns += characterColumns(one);
    }
  }
  return columns;
}
