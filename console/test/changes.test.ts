import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem } from "../src/api/problem.js";
import type { FieldProblem } from "../src/api/types.js";
import { type Change, telling } from "../src/parts/changes.js";

const WRONG: FieldProblem[] = [{ field: "holdout", detail: "a percentage has at most 3 decimals" }];

function aChange(send: Change["send"]): Change {
  const words = { title: "Make it", action: "Make it", done: "It is made." };
  return { ...words, environments: [], touches: [], shows: [], send };
}

function refusing(problem: Problem): Change {
  return aChange(() => Promise.reject(problem));
}

/** What a form was told by the end of a change. */
async function toldBy(change: Change): Promise<readonly FieldProblem[] | undefined> {
  let told: readonly FieldProblem[] | undefined;
  await telling(change, (problems) => {
    told = problems;
  })
    .send("")
    .catch(() => undefined);
  return told;
}

test("a form is told what is wrong with its fields", async () => {
  const refused = new Problem("INVALID_DOCUMENT", 422, "It is not valid.", WRONG);

  assert.deepEqual(await toldBy(refusing(refused)), WRONG);
});

test("a key that is taken is wrong at the key", async () => {
  const refused = new Problem("ALREADY_EXISTS", 409, "The flag 'a' exists already.");

  const told = await toldBy(refusing(refused));

  assert.deepEqual(told, [{ field: "key", detail: "The flag 'a' exists already." }]);
});

test("what was made has nothing wrong with it any more", async () => {
  assert.deepEqual(await toldBy(aChange(() => Promise.resolve())), []);
});

test("a refusal is still one after a form was told of it", async () => {
  const refused = new Problem("INVALID_DOCUMENT", 422, "It is not valid.", WRONG);
  const change = telling(refusing(refused), () => undefined);

  await assert.rejects(() => change.send(""), refused);
});
