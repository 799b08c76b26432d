import assert from "node:assert/strict";
import { test } from "node:test";
import { byWhom, whoMade, whoSigned } from "../src/parts/actors.js";

test("whoever made a change is told by name", () => {
  assert.equal(whoMade({ actor: "user:4f2c", actor_name: "Ann" }), "Ann");
});

test("whoever agreed, decided or stopped is told by name", () => {
  assert.equal(whoSigned({ by: "user:4f2c", by_name: "Ann" }), "Ann");
});

test("who has no name is told by id", () => {
  assert.equal(whoMade({ actor: "k1", actor_name: "" }), "k1");
  assert.equal(whoSigned({ by: "k1", by_name: "" }), "k1");
});

test("what is from before names were written is told by id", () => {
  assert.equal(whoSigned({ by: "k1" }), "k1");
});

test("what nobody made is Burgee's", () => {
  assert.equal(whoMade({ actor: "", actor_name: "" }), "Burgee");
});

test("in a sentence, what acts by itself is no name", () => {
  assert.equal(byWhom({ actor: "schedule", actor_name: "The clock" }), "by the clock");
  assert.equal(byWhom({ actor: "k1", actor_name: "The pipeline" }), "by The pipeline");
});
