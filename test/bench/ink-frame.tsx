import { setTimeout as sleep } from "node:timers/promises";
import { Box, render, Text } from "ink";

/** Frames measured, one each so many ms: Ink leaves out what comes faster than 30 a second. */
const FRAMES = 100;
const EVERY_MS = 40;
const US_PER_MS = 1_000;

/** Processor time of an Ink frame with nothing in it but a number, as large as the terminal but for a row; ms. */
export async function inkFrameMs(): Promise<number> {
  const { columns, rows } = process.stdout;
  const frame = (n: number) => (
    <Box width={columns} height={rows - 1}>
      <Text>{n}</Text>
    </Box>
  );
  const app = render(frame(0), { patchConsole: false });
  for (let n = 1; n < FRAMES / 2; n += 1) {
    app.rerender(frame(n));
    await sleep(EVERY_MS);
  }
  const before = process.cpuUsage();
  for (let n = 0; n < FRAMES; n += 1) {
    app.rerender(frame(n));
    await sleep(EVERY_MS);
  }
  const { user, system } = process.cpuUsage(before);
  app.unmount();
  return (user + system) / US_PER_MS / FRAMES;
}
