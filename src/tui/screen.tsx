import { Box, type Key, Static, Text, useInput } from "ink";
import type { ReactElement } from "react";

/** What stands on the terminal: painted lines, each already cut to the terminal's width. */
export interface ScreenProps {
  /** Goes into the scrollback, once, above the moving part. Only ever grows. */
  readonly settled: readonly string[];
  /** The moving part, repainted in place. */
  readonly live: readonly string[];
  /** Takes the keys; null leaves the keyboard alone. */
  readonly onKey: ((input: string, key: Key) => void) | null;
}

const ignore = (): void => {};

/** Lines as Ink elements: all decisions are made before, in pure functions. */
export function Screen({ settled, live, onKey }: ScreenProps): ReactElement {
  useInput(onKey ?? ignore, { isActive: onKey !== null });
  return (
    <>
      <Static items={[...settled]}>{(line, place) => <Row key={place} text={line} />}</Static>
      <Box flexDirection="column">
        {live.map((line, place) => {
          const key = `row ${place}`;
          return <Row key={key} text={line} />;
        })}
      </Box>
    </>
  );
}

/** One line. An empty text has no height in Ink; one blank has. */
function Row({ text }: { readonly text: string }): ReactElement {
  return <Text wrap="truncate">{text === "" ? " " : text}</Text>;
}
