import { expect, test } from "vitest";
import { runCommand, temporaryFile } from "../support/command.ts";

const LOCKS = `name: a slow writer
machine: { cores: 2, costs: ideal }
models: [ one-to-one, many-to-one ]
objects: { m: mutex }
workload:
  - thread: writer
    program: [ { locked: m, do: [ { compute: 2ms }, { sleep: 8ms } ] } ]
  - thread: reader
    program: [ { compute: 1ms }, { locked: m, do: [ { compute: 3ms } ] } ]
`;

test("explain names the lock, its holder and what that did, under every model", async () => {
  const { code, stdout, stderr } = await runCommand(["explain", "-", "--width", "120"], {
    input: LOCKS,
  });
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(stdout).toContain("one-to-one ---");
  expect(stdout).toContain("many-to-one ---");
  expect(stdout).toContain("lock m: 88.9% while writer slept holding it, 11.1% while writer ran holding it");
  expect(stdout).toMatch(/Critical path, 13 ms/);
});

test("explain tells what if, and names the bottleneck", async () => {
  const args = ["explain", "-", "--model", "one-to-one"];
  const { stdout } = await runCommand(args, { input: LOCKS });
  expect(stdout).toMatch(/as it was +13 ms/);
  expect(stdout).toMatch(/sections of lock m half as long +6\.5 ms +-50%/);
  expect(stdout).toContain("Bottleneck: lock m (");
  const json = await runCommand([...args, "--json"], { input: LOCKS });
  const document: unknown = JSON.parse(json.stdout);
  expect(document).toMatchObject({
    runs: [{ whatIf: { asItWas: { makespanNs: 13_000_000 }, bottleneck: { resource: "lock", place: "m" } } }],
  });
  const without = await runCommand([...args, "--no-what-if"], { input: LOCKS });
  expect(without.stdout).not.toContain("What if");
});

test("explain fits the width asked for", async () => {
  for (const width of [60, 90, 250]) {
    const { stdout } = await runCommand(["explain", "scenarios/dining.yaml", "--width", `${width}`]);
    const longest = Math.max(...stdout.split("\n").map((line) => line.length));
    expect(longest).toBeLessThanOrEqual(width);
  }
});

test("explain --thread --json explains one user thread", async () => {
  const file = temporaryFile(LOCKS);
  const args = ["explain", file, "--thread", "reader", "--model", "one-to-one", "--json"];
  const { code, stdout } = await runCommand(args);
  expect(code).toBe(0);
  const document: unknown = JSON.parse(stdout);
  expect(document).toMatchObject({
    format: 1,
    scenario: { name: "a slow writer" },
    runs: [
      {
        thread: "reader",
        runningNs: 4_000_000,
        waits: [
          {
            cause: "lock",
            place: "m",
            timeNs: 9_000_000,
            culprits: [
              { thread: "writer", doing: "sleep", timeNs: 8_000_000 },
              { thread: "writer", doing: "running", timeNs: 1_000_000 },
            ],
          },
        ],
        criticalPath: { startNs: 0, endNs: 13_000_000 },
      },
    ],
  });
});

test("explain says which user thread there is none of", async () => {
  const { code, stdout, stderr } = await runCommand(["explain", "-", "--thread", "raeder"], { input: LOCKS });
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("no user thread is called raeder: did you mean `reader`?");
  const other = await runCommand(["explain", "-", "--thread", "somebody"], { input: LOCKS });
  expect(other.stderr).toContain("no user thread is called somebody: there are writer and reader\n");
});

test("the critical path is drawn with the marks of timelines, or in ASCII alone", async () => {
  const args = ["explain", "-", "--model", "one-to-one", "--no-what-if", "--width", "69"];
  const drawn = await runCommand(args, { input: LOCKS });
  // 2 ms of computing and 8 ms of sleep with the lock held, then 3 ms of the other's: 65 columns, 5 a millisecond.
  expect(drawn.stdout).toContain(`${"█".repeat(10)}${"z".repeat(40)}${"█".repeat(15)}\n`);
  expect(drawn.stdout).toContain("█ running");
  const plain = await runCommand([...args, "--ascii"], { input: LOCKS });
  expect(plain.stdout).toContain(`${"#".repeat(10)}${"z".repeat(40)}${"#".repeat(15)}\n`);
});
