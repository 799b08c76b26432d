/**
 * W1 to W5 of every system in one process:
 * `node --expose-gc --no-flush-bytecode main.mjs FOLDER FIGURES`.
 *
 * The folder holds the workload and every system's own documents, as `benchmarks/typescript.py`
 * writes them; the figures are written as JSON.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { checkAnswers, checkBulk } from "./checks.mjs";
import { interleave, job } from "./timing.mjs";

const SYSTEMS = ["burgee", "client", "growthbook", "launchdarkly", "unleash", "flagd", "eppo"];
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 15);

const [folder, figures] = process.argv.slice(2);
const workload = JSON.parse(readFileSync(join(folder, "workload.json"), "utf8"));

const rows = {};
const jobs = [];
for (const name of process.env.BENCH_SYSTEMS?.split(",") ?? SYSTEMS) {
  try {
    jobs.push(...(await prepared(name)));
  } catch (fault) {
    process.stderr.write(`left out: ${name}\n${fault.stack}\n`);
  }
}
for (const { row, column, slices } of await interleave(jobs, ROUNDS)) {
  rows[row].slices[column] = slices;
}
writeFileSync(figures, JSON.stringify({ node: process.version, rows }));
process.exit(0); // some SDKs leave timers that never end

/** Loads a system, puts it through the gate, and says what to time. */
async function prepared(name) {
  const { load } = await import(`./systems/${name}.mjs`);
  const system = await load(folder, workload);
  const contexts = workload.users.map(system.context);
  const calls = Object.fromEntries(
    Object.entries(workload.keys).map(([kind, key]) => [kind, system.call(kind, key)]),
  );
  const shares = await checkAnswers(workload, system, calls, contexts);
  calls.w5 = system.bulk ?? everyFlag(system);
  await checkBulk(workload, system, calls, contexts);
  const { version, note, isAsync = false } = system;
  rows[name] = { version, note, isAsync, shares, slices: {} };
  return Promise.all(
    Object.entries(calls).map(([column, call]) => job(name, column, call, contexts, isAsync)),
  );
}

/** All flags one by one, for systems that cannot answer them at once. */
function everyFlag(system) {
  const calls = workload.flags.map(({ key, kind }) => [key, system.call(kind, key)]);
  return (context) => {
    const answers = {};
    for (const [key, call] of calls) answers[key] = call(context);
    return answers;
  };
}
