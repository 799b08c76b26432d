/** The gate: a system that answers wrongly is not timed. As `benchmarks/checks.py`. */

import assert from "node:assert/strict";

const SIGMAS = 4.5;

/** The shares that a system really gave; throws on a wrong answer. */
export async function checkAnswers(workload, system, { w1, w2, w3, w4 }, contexts) {
  const few = contexts.slice(0, 200);
  assert((await all(w1, few)).every((value) => value === true), "w1 is on for everybody");
  assert((await all(w2, few)).every((value) => value === true), "w2: the third rule matches all");
  for (const { user, wanted } of workload.probes) {
    assert.equal(await w2(system.context(user)), wanted, `w2 for ${user.id}`);
  }
  const drawn = await all(w3, contexts);
  assert(drawn.every((value) => typeof value === "boolean"), "w3 answers true or false");
  assert.deepEqual(await all(w3, contexts.slice(0, 50)), drawn.slice(0, 50), "w3 is not sticky");
  const variants = (await all(w4, contexts)).map((value) => placeOf(workload, value));
  const w3Shares = [shareOf(drawn, true)];
  const w4Shares = workload.variants.map((_, place) => shareOf(variants, place));
  checkShares(w3Shares, [workload.share / 100], contexts.length);
  checkShares(w4Shares, workload.variants.map(({ weight }) => weight / 100), contexts.length);
  return { w3: w3Shares, w4: w4Shares };
}

async function all(call, contexts) {
  const values = [];
  for (const context of contexts) values.push(await call(context));
  return values;
}

/** Which variant a w4 value is; some systems hand out text. */
function placeOf(workload, value) {
  const json = typeof value === "string" ? JSON.parse(value) : value;
  const place = workload.variants.findIndex((each) => each.value.color === json.color);
  assert.deepEqual({ ...json }, workload.variants[place].value);
  return place;
}

function shareOf(values, wanted) {
  return values.filter((value) => value === wanted).length / values.length;
}

function checkShares(shares, wanted, units) {
  shares.forEach((share, place) => {
    const expected = wanted[place];
    const sigma = Math.sqrt((expected * (1 - expected)) / units);
    assert(Math.abs(share - expected) < SIGMAS * sigma, `share ${share}, expected ${expected}`);
  });
}

/** Bulk answers everything, and the same as one flag at a time. */
export async function checkBulk(workload, system, calls, contexts) {
  const bulkValue = system.bulkValue ?? ((answers, key) => answers[key]);
  for (const context of contexts.slice(0, 20)) {
    const answers = await calls.w5(context);
    for (const { key } of workload.flags) assert.notEqual(bulkValue(answers, key), undefined, key);
    for (const kind of ["w1", "w2", "w3"]) {
      const bulk = bulkValue(answers, workload.keys[kind]);
      assert.equal(bulk, await calls[kind](context), `bulk ${kind}`);
    }
  }
}
