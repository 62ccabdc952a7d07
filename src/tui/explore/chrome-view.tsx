import { Box, Text } from "ink";
import type { ReactElement } from "react";

/** Title and footer, painted; the rows between them belong to the grid. */
export interface ChromeProps {
  readonly title: string;
  readonly footer: string;
  readonly width: number;
  readonly height: number;
}

/** The frame around the explorer's grid: Ink lays it out, and leaves the middle empty. */
export function Chrome({ title, footer, width, height }: ChromeProps): ReactElement {
  return (
    <Box flexDirection="column" width={width} height={height}>
      <Text wrap="truncate">{title === "" ? " " : title}</Text>
      <Box flexGrow={1} />
      <Text wrap="truncate">{footer === "" ? " " : footer}</Text>
    </Box>
  );
}
