import { formatCount } from "../../../base/format-count.ts";
import { fitLabel } from "../../../report/label.ts";
import { countPerCell, sparkline } from "../../../report/sparkline.ts";
import { CellShares, cellBoundary } from "../../../trace/cells.ts";
import { CORE_STATES } from "../../../trace/states.ts";
import { type Line, span } from "../../styled.ts";
import type { Layout } from "../layout.ts";
import type { Scene } from "../scene.ts";
import type { WorldRun } from "../world.ts";

const BUSY = CORE_STATES.indexOf("busy");

/** Share of the cores that did useful work, by column, 0 … 1. */
function useOfCores(
  { tracks, index }: WorldRun,
  fromNs: number,
  toNs: number,
  columns: number,
): Float64Array {
  const shares = new CellShares(CORE_STATES.length, columns);
  for (let core = 0; core < index.coreCount; core += 1) tracks.get("core", core).addTo(shares, fromNs, toNs);
  return Float64Array.from({ length: columns }, (_, column) => {
    const length =
      cellBoundary(fromNs, toNs, columns, column + 1) - cellBoundary(fromNs, toNs, columns, column);
    return length === 0 ? 0 : shares.time(column, BUSY) / (length * index.coreCount);
  });
}

/** Completions and use of the cores per column, of every model, on the axis and one scale. */
export function throughputLines({ world, state, ascii }: Scene, layout: Layout): Line[] {
  const { fromNs, toNs } = state;
  const { columns, labelColumns } = layout;
  const done = world.runs.map(({ completions }) => countPerCell(completions, fromNs, toNs, columns));
  const top = Math.max(0, ...done.map((counts) => counts.reduce((most, one) => Math.max(most, one), 0)));
  const unit = world.runs[0]?.result.throughput.unit ?? "jobs";
  const label = (text: string, model: number) =>
    span(`${fitLabel(text, labelColumns)} `, model === state.model ? "strong" : "quiet");
  const doneRows = world.runs.map(({ result }, model): Line => {
    return [label(result.label, model), span(sparkline(done[model] ?? [], top, ascii))];
  });
  const useRows = world.runs.map((run, model): Line => {
    return [
      label(run.result.label, model),
      span(sparkline(useOfCores(run, fromNs, toNs, columns), 1, ascii), "accent"),
    ];
  });
  return [
    [span(`${unit} done per column; a full bar is ${formatCount(top)}`, "quiet")],
    ...doneRows,
    [span("cores at work; a full bar is all of them", "quiet")],
    ...useRows,
  ];
}
