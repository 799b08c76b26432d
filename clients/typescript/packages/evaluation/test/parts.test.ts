/** The parts that the vectors reach only here and there: numbers, hashes, sums, zones, networks. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { makeDraw, makeGate, scaled, slotOf } from "../src/bucketing.js";
import { asDoubles, canonical, parseExactly } from "../src/json.js";
import { murmur3 } from "../src/murmur3.js";
import { makeNetworkTest } from "../src/networks.js";
import { makePatternTest } from "../src/patterns.js";
import { exactSum } from "../src/sums.js";
import { unitText } from "../src/units.js";
import { Zone } from "../src/zones.js";

test("whole numbers that no double is equal to stay what they are", () => {
  const read = parseExactly('{"a": 9007199254740993, "b": [9007199254740992, 10.0, "1e99"]}');

  assert.deepEqual(read, { a: 9007199254740993n, b: [9007199254740992, 10, "1e99"] });
});

test("texts with many digits, fractions and powers are read as ever", () => {
  const numbers = '"f": 0.30000000000000004, "e": 12345678901234567e2';
  const text = `{"12345678901234567": "x\\\\\\"12345678901234567", ${numbers}}`;

  assert.deepEqual(parseExactly(text), JSON.parse(text));
});

test("a whole number of four hundred digits is read", () => {
  assert.equal(parseExactly(`1${"0".repeat(400)}`), 10n ** 400n);
});

test("a bigint that a double is equal to is that double", () => {
  assert.deepEqual([canonical(5n), canonical(10n ** 21n)], [5, 1e21]);
});

test("doubles stand in for bigints wherever they lie", () => {
  assert.deepEqual(asDoubles({ a: [2n ** 53n + 1n, { b: 1 }], c: null }), {
    a: [9007199254740992, { b: 1 }],
    c: null,
  });
});

// As other implementations of the hash give them.
const HASHES: readonly (readonly [text: string, seed: number, hash: number])[] = [
  ["", 0, 0],
  ["", 1, 0x514e28b7],
  ["aaaa", 0x9747b28c, 0x5a97808a],
  ["aaa", 0x9747b28c, 0x283e0130],
  ["aa", 0x9747b28c, 0x5d211726],
  ["a", 0x9747b28c, 0x7fa09ea6],
  ["Hello, world!", 0x9747b28c, 0x24884cba],
  ["ππππππππ", 0x9747b28c, 0xd58063c1],
];

for (const [text, seed, hash] of HASHES) {
  test(`murmur3 of '${text}' with seed ${seed}`, () => {
    assert.equal(murmur3(text, seed), hash);
  });
}

test("half of a surrogate pair is hashed as the replacement character", () => {
  assert.equal(murmur3("a\ud800", 1), murmur3("a\ufffd", 1));
});

test("units that are numbers are hashed as they are printed", () => {
  const texts = [3, -0, 1e21, 5e-7, 7n, NaN, Infinity, 10n ** 400n, true, ""].map(unitText);

  assert.deepEqual(texts.slice(0, 5), ["3", "0", "1e+21", "5e-7", "7"]);
  assert.ok(texts.slice(5).every((text) => text === undefined));
});

test("a key may be a template of literals and an attribute with fallbacks", () => {
  const form = { seed: 1, key: ["flag.", ["account", "targetingKey"]] };
  const draw = makeDraw(form);

  assert.equal(draw({ targetingKey: "u1" }), murmur3("flag.u1", 1));
  assert.equal(draw({ targetingKey: "u1", account: 7 }), murmur3("flag.7", 1));
});

test("slots may be taken by the remainder", () => {
  const form = { seed: 1, normalise: "modulo", slots: 100 } as const;
  const drawn = makeDraw(form)({ targetingKey: "u1" });

  assert.equal(slotOf(form, drawn), murmur3("u1", 1) % 100);
  assert.equal(scaled(form, 50), 50);
});

test("the first 60 bits of SHA-1 are drawn without rounding", () => {
  const form = { hash: "sha1_60", slots: 100_000 } as const;
  const drawn = makeDraw(form)({ targetingKey: "abc" });

  assert.equal(drawn, 0xa9993e364706816n); // SHA-1 of abc, by FIPS 180
  assert.equal(slotOf(form, drawn), Math.floor(Number(0xa9993e364706816n) / (2 ** 60 / 100_000)));
});

test("a gate holds those whose slot lies in one of its ranges", () => {
  const slot = slotOf({ seed: 1 }, makeDraw({ seed: 1 })({ targetingKey: "u1" }));
  const gate = (...ranges: [number, number][]) => makeGate({ seed: 1, ranges }, "in");

  assert.equal(gate([0, slot], [slot, slot + 1])({ targetingKey: "u1" }), "in");
  assert.equal(gate([0, slot], [slot + 1, 100_000])({ targetingKey: "u1" }), undefined);
  assert.equal(gate([0, slot])({ targetingKey: "u1" }), undefined);
  assert.equal(gate([0, slot + 1])({ targetingKey: "u1" }), "in");
});

test("sums are exact in any order", () => {
  assert.equal(exactSum([1e100, 1, -1e100]), 1);
  assert.equal(exactSum(Array<number>(10).fill(0.1)), 1);
  assert.equal(exactSum([1, 2 ** -53, 2 ** -106]), 1 + 2 ** -52);
  assert.equal(exactSum([1, 2 ** -53]), 1);
  assert.equal(exactSum([]), 0);
});

test("a sum that is no finite number is none", () => {
  assert.ok([[Infinity], [NaN], [1.7e308, 1.7e308]].every((each) => Number.isNaN(exactSum(each))));
});

const BERLIN = new Zone("Europe/Berlin");
const hour = (text: string) => Date.parse(`${text}Z`) / 1000;

test("a wall clock shows summer time in summer", () => {
  assert.equal(BERLIN.wallAt(hour("2026-07-01T10:00:00")), hour("2026-07-01T12:00:00"));
  assert.equal(BERLIN.wallAt(hour("2026-12-31T23:30:00")), hour("2027-01-01T00:30:00"));
});

test("a time that a wall shows twice is the earlier one", () => {
  assert.equal(BERLIN.momentOf(hour("2026-10-25T02:30:00")), hour("2026-10-25T00:30:00"));
});

test("a time that a wall never shows is read as before the clock was put forward", () => {
  assert.equal(BERLIN.momentOf(hour("2026-03-29T02:30:00")), hour("2026-03-29T01:30:00"));
});

test("times before and after a change are read by their own offsets", () => {
  assert.equal(BERLIN.momentOf(hour("2026-03-29T01:30:00")), hour("2026-03-29T00:30:00"));
  assert.equal(BERLIN.momentOf(hour("2026-03-29T03:30:00")), hour("2026-03-29T01:30:00"));
  assert.equal(BERLIN.momentOf(hour("2026-10-25T03:30:00")), hour("2026-10-25T02:30:00"));
});

test("a year before the first is shown by its own number", () => {
  const utc = new Zone("UTC");
  const early = -62_135_596_800 - 86_400; // the last day of the year 0

  assert.equal(utc.wallAt(early), early);
});

const NETWORKS: readonly (readonly [network: string, inside: string, outside: string])[] = [
  ["10.0.0.0/8", "10.255.0.1", "11.0.0.1"],
  ["10.1.2.3/8", "10.0.0.1", "9.0.0.1"],
  ["10.0.0.0/255.0.0.0", "10.9.9.9", "11.0.0.1"],
  ["10.0.0.0/0.255.255.255", "10.9.9.9", "11.0.0.1"],
  ["192.168.1.1", "192.168.1.1", "192.168.1.2"],
  ["0.0.0.0/0", "255.255.255.255", "::1"],
  ["::/0", "2001:db8::1", "1.2.3"],
  ["2001:db8::/32", "2001:db8:1::", "2001:db9::"],
  ["10.0.0.0/8", "::ffff:10.0.0.1", "::ffff:11.0.0.1"],
  ["::ffff:10.0.0.0/104", "::ffff:a00:1", "::ffff:b00:1"],
  ["fe80::/10", "fe80::1%eth0", "fe80::1%"],
  ["1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::8"],
];

for (const [network, inside, outside] of NETWORKS) {
  test(`${inside} lies in ${network}, and ${outside} does not`, () => {
    const isIn = makeNetworkTest(network);

    assert.deepEqual([isIn(inside), isIn(outside)], [true, false]);
  });
}

for (const text of ["1.2.3.4/33", "1.2.3.4/255.0.255.0", "x", "1.2.3", "::1::", ":1", "1.2.3.04"]) {
  test(`${text} is no network`, () => {
    assert.throws(() => makeNetworkTest(text));
  });
}

test("patterns match anywhere, by Unicode, and never half a character", () => {
  assert.ok(makePatternTest("(?i)straße")("Eine STRAßE"));
  assert.ok(makePatternTest("^\\p{Greek}$")("π"));
  assert.ok(makePatternTest("^.$")("👋"));
  assert.ok(!makePatternTest(".")("\ud800"));
  assert.ok(!makePatternTest("^a$")("a\n"));
});
