/** Rulesets: what is refused, what is found, what is parsed when. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { crc32 } from "../src/crc32.js";
import { chunkHashes, parseManifest, Ruleset, RulesetUnavailable } from "../src/index.js";
import { flagForm, published } from "./rulesets.js";

const FORMS = {
  "flag/b": flagForm(),
  "flag/a": flagForm({ version: 7 }),
  "flag/10": flagForm(),
  "segment/a": { included: ["u1"] },
  "experiment/a": { experiment: "a" },
};

function loaded(partitions = 1): Ruleset {
  const { manifest, chunks } = published(FORMS, { partitions });
  return Ruleset.load(JSON.stringify(manifest), chunks);
}

test("a ruleset knows what its manifest says", () => {
  const { environment, number, at } = loaded();

  assert.deepEqual([environment, number, at], ["production", 1, "2026-11-25T12:00:00.000Z"]);
});

for (const partitions of [1, 2, 8]) {
  test(`lines are found in ${partitions} partitions`, () => {
    const ruleset = loaded(partitions);

    assert.equal(ruleset.flag("a")?.version, 7);
    assert.deepEqual(ruleset.segment("a"), { included: ["u1"] });
    assert.deepEqual(ruleset.experiment("a"), { experiment: "a" });
    assert.deepEqual(ruleset.flagKeys, ["10", "a", "b"]);
  });
}

test("what is not there is undefined", () => {
  const ruleset = loaded();

  assert.equal(ruleset.flag("c"), undefined);
  assert.equal(ruleset.segment("b"), undefined);
  assert.equal(ruleset.experiment("b"), undefined);
});

test("half of a surrogate pair names no flag", () => {
  assert.ok(loaded().hasNoFlag("\ud800"));
});

test("lines are spread by the CRC-32 that gzip uses", () => {
  assert.equal(crc32("123456789"), 0xcbf43926);
});

test("a chunk that is altered is refused", () => {
  const { manifest, chunks } = published(FORMS);
  const [name, chunk] = [...chunks][0]!;
  const altered = Uint8Array.from(chunk);
  altered[20]! ^= 1;

  assert.throws(() => Ruleset.verified(manifest, new Map([[name, altered]])), RulesetUnavailable);
});

test("a chunk that is missing is refused", () => {
  const { manifest } = published(FORMS);

  assert.throws(() => Ruleset.verified(manifest, new Map()), /is missing or altered/);
});

test("a trusted chunk is not verified again", () => {
  const { manifest, chunks } = published(FORMS);
  const renamed = { ...manifest, partitions: ["trusted"] };
  const [chunk] = chunks.values();

  const ruleset = Ruleset.verified(renamed, new Map([["trusted", chunk!]]), new Set(["trusted"]));

  assert.equal(ruleset.flag("a")?.version, 7);
});

test("a manifest names each chunk that is needed, the one of the keys too", () => {
  const { manifest } = published({}, { more: { partitions: ["p"], members: ["m"], keys: "k" } });

  assert.deepEqual(chunkHashes(manifest), ["p", "m", "k"]);
});

test("a chunk of members that the manifest does not name is not there", () => {
  assert.throws(() => loaded().members("m"), RulesetUnavailable);
});

const WHOLE = published(FORMS).manifest;
const BROKEN: Readonly<Record<string, string>> = {
  "HTML instead of JSON": "<html></html>",
  "half of it": JSON.stringify(WHOLE).slice(0, 80),
  "other JSON": "[]",
  "no JSON object": "null",
  "another format": JSON.stringify({ ...WHOLE, format: 2 }),
  "no partitions": JSON.stringify({ ...WHOLE, partitions: [] }),
  "a number that is none": JSON.stringify({ ...WHOLE, number: "1" }),
  "names that are none": JSON.stringify({ ...WHOLE, members: [1] }),
};

for (const [what, text] of Object.entries(BROKEN)) {
  test(`a manifest is refused: ${what}`, () => {
    assert.throws(() => parseManifest(text), RulesetUnavailable);
  });
}

test("a manifest may say more than is read of it", () => {
  const told = parseManifest(JSON.stringify({ ...WHOLE, stale: false }));

  assert.equal(told.number, 1);
});
