import { didYouMean } from "../did-you-mean.ts";
import type { Path } from "../text/tree.ts";
import type { CheckContext } from "./context.ts";
import { objectsUsed } from "./step-references.ts";
import { type Body, programOf, spawnedBody, walk } from "./walk.ts";

/** Every name means something that is declared, and something of the right kind; no name is given twice. */
export function checkReferences(context: CheckContext): void {
  checkGroups(context);
  checkProcesses(context);
  for (const [i, entry] of context.draft.workload.entries()) {
    const program = programOf(entry, i);
    walk(program, context.tree, (step, path) => checkObjects(context, step, path), { spawned: true });
    checkJoins(context, program);
  }
}

function checkGroups(context: CheckContext): void {
  const { workload } = context.draft;
  const groups = new Map<string, number>();
  for (const [i, { name, kind }] of workload.entries()) {
    const before = groups.get(name);
    const twice = `\`${name}\` is the name of another group already`;
    if (before === undefined) groups.set(name, i);
    else context.report(["workload", i, kind], twice);
  }
  for (const [i, entry] of workload.entries()) {
    if (entry.kind === "pool") continue;
    for (const [j, { group, index }] of entry.after.entries()) {
      const path = ["workload", i, "after", j];
      const found = groups.get(group);
      const target = found === undefined ? undefined : workload[found];
      if (found === undefined || target === undefined) {
        context.report(path, `there is no group \`${group}\``, didYouMean(group, groups.keys()));
        continue;
      }
      const open = target.kind === "thread" && target.arrive.kind === "every" && target.arrive.count === null;
      const count = target.kind === "pool" ? target.workers : target.count;
      if (target.kind === "thread" && target.period !== null) {
        context.report(path, `\`${group}\` never ends: it is periodic`);
        continue;
      }
      if (open && index === null) context.report(path, `\`${group}\` never ends: its arrivals have no count`);
      if (open || index === null || index < count || context.damage.touches(["workload", found])) continue;
      context.report(
        path,
        `\`${group}\` has ${count === 1 ? "one thread" : `${count} threads`}, counted from 0: there is no \`${group}[${index}]\``,
      );
    }
  }
}

/** Without a `processes` section the names that groups use declare them. */
function checkProcesses(context: CheckContext): void {
  const { processes, workload } = context.draft;
  if (processes === undefined || context.damage.covers(["processes"])) return;
  const names = processes.map(({ name }) => name);
  for (const [i, { process }] of workload.entries()) {
    if (process === null || names.includes(process) || context.damage.covers(["processes", process]))
      continue;
    context.report(
      ["workload", i, "process"],
      `there is no process \`${process}\``,
      didYouMean(process, names),
    );
  }
}

function checkObjects(context: CheckContext, step: Parameters<typeof objectsUsed>[0], path: Path): void {
  for (const use of objectsUsed(step)) {
    if (context.damage.covers(["objects", use.name])) continue;
    const place = [...path, ...use.path];
    const kind = context.objectKinds.get(use.name);
    if (kind === undefined) {
      const alike = [...context.objectKinds]
        .filter(([, other]) => other === use.kind || other === use.or)
        .map(([name]) => name);
      context.report(place, `there is no ${use.kind} \`${use.name}\``, didYouMean(use.name, alike));
    } else if (kind !== use.kind && kind !== use.or) {
      context.report(place, `\`${use.name}\` is ${article(kind)}, not ${article(use.kind)}`);
    }
  }
  if (step.kind !== "io" || step.device === null || context.damage.covers(["machine"])) return;
  const devices = (context.draft.machine?.devices ?? []).map(({ name }) => name);
  if (devices.includes(step.device)) return;
  const message = `there is no device \`${step.device}\` in \`machine.devices\``;
  context.report([...path, "io", "device"], message, didYouMean(step.device, devices));
}

function article(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`;
}

/** A thread joins only what its own program has spawned further up. */
function checkJoins(context: CheckContext, body: Body): void {
  const spawned = new Set<string>();
  const unsure = context.damage.touches(body.path);
  walk(body, context.tree, (step, path) => {
    if (step.kind === "spawn") {
      spawned.add(step.name);
      checkJoins(context, spawnedBody(step.program, path));
    }
    if (step.kind !== "join" || spawned.has(step.name) || unsure) return;
    const message = `nothing called \`${step.name}\` is spawned before this in the program`;
    context.report([...path, "join"], message, didYouMean(step.name, spawned));
  });
}
