/**
 * Fair timing: every job in every round, in random order, the garbage of others collected before
 * (`--no-flush-bytecode` keeps that from forgetting the code of systems that wait), a tenth of
 * the calls made untimed.
 *
 * The slices of one column stand next to each other within a round, and systems are compared
 * round by round, so that a slow moment of the machine falls on all of them.
 */

const SLICE_NS = 10e6;
const WARM_UP_NS = 500e6;
const MOST_CALLS = 200_000;

/** `calls` calls over a ring of contexts are one slice of a row and a column. */
export async function job(row, column, call, contexts, isAsync) {
  const one = { row, column, call, contexts, isAsync, calls: 1, slices: [] };
  let spent = 0;
  let fastest = Infinity;
  while (spent < WARM_UP_NS) {
    const perCall = await slice(one, 0);
    spent += perCall * one.calls;
    fastest = Math.min(fastest, perCall);
    const fitting = Math.max(1, Math.min(MOST_CALLS, Math.round(SLICE_NS / fastest)));
    one.calls = Math.min(fitting, one.calls * 2);
  }
  return one;
}

/** Nanoseconds per call of each job in each round; a first round warms up and is not counted. */
export async function interleave(jobs, rounds) {
  for (let round = 0; round <= rounds; round++) {
    for (const each of shuffled(jobs)) {
      const start = Math.floor(Math.random() * each.contexts.length);
      const nanoseconds = await slice(each, start);
      if (round > 0) each.slices.push(nanoseconds);
    }
  }
  return jobs;
}

/** Random, but that the jobs of a column stay together. */
function shuffled(jobs) {
  const columns = {};
  for (const { column } of jobs) columns[column] ??= Math.random();
  const keyed = jobs.map((each) => [columns[each.column], Math.random(), each]);
  keyed.sort((one, other) => one[0] - other[0] || one[1] - other[1]);
  return keyed.map(([, , each]) => each);
}

let sink;

async function slice({ call, contexts, calls, isAsync }, start) {
  const length = contexts.length;
  const asked = Array.from({ length: calls }, (_, step) => contexts[(start + step) % length]);
  const time = isAsync ? awaited : called;
  globalThis.gc();
  await time(call, asked.slice(0, Math.ceil(calls / 10)));
  return (await time(call, asked)) / calls;
}

function called(call, asked) {
  const began = process.hrtime.bigint();
  for (const context of asked) sink = call(context);
  return Number(process.hrtime.bigint() - began);
}

async function awaited(call, asked) {
  const began = process.hrtime.bigint();
  for (const context of asked) sink = await call(context);
  return Number(process.hrtime.bigint() - began);
}

/** What the last call answered, so that no engine leaves a call out. */
export function lastAnswer() {
  return sink;
}
