import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "@burgee/testing";
import { experimentFlag } from "./fakeBurgee.js";
import { Serving } from "./serving.js";

const serving = await Serving.start();
const { burgee, front } = serving;
const USER = { targetingKey: "u1" };

function names(): unknown[] {
  return front.events.map((event) => event["event_name"] ?? event["event_type"]);
}

test("events are collected for a moment and sent together", async () => {
  const provider = serving.provider({ collectSeconds: 0.01 });

  for (const name of ["a", "b"]) provider.track(name, USER);
  await eventually(() => front.events.length === 2, "both events");

  assert.equal(front.exchanges.length, 1);
});

test("where there is no room tracking events give way to exposures", async () => {
  const initialFlags = { flags: [experimentFlag("one"), experimentFlag("two")] };
  const provider = serving.provider({ initialFlags, mostEvents: 2 });

  for (const name of ["a", "b", "c"]) provider.track(name, {});
  for (const key of ["one", "two"]) provider.resolve(key, false);
  await provider.flush();

  assert.deepEqual(names(), ["exposure", "exposure"]);
  assert.equal(provider.counters.dropped, 3);
});

test("among tracking events the newest give way", async () => {
  const provider = serving.provider({ mostEvents: 2 });

  for (const name of ["a", "b", "c"]) provider.track(name, USER);
  await provider.flush();

  assert.deepEqual(names(), ["a", "b"]);
  assert.deepEqual([provider.counters.events_recorded, provider.counters.dropped], [2, 1]);
});

test("exposures that find no room are dropped and counted", async () => {
  const initialFlags = { flags: [experimentFlag("one"), experimentFlag("two")] };
  const provider = serving.provider({ initialFlags, mostEvents: 1 });

  for (const key of ["one", "two"]) provider.resolve(key, false);

  assert.equal(provider.counters.dropped, 1);
});

test("what the server could not take is sent again, what it refuses is not", async () => {
  burgee.refusals.push([
    { index: 0, retry: false },
    { index: 2, retry: true },
  ]);
  const provider = serving.provider();
  for (const name of ["refused", "taken", "again"]) provider.track(name, USER);

  const isFlushed = await provider.flush();

  const { sent, rejected, resent } = provider.counters;
  assert.deepEqual([isFlushed, sent, rejected, resent], [true, 2, 1, 1]);
  assert.deepEqual(names(), ["refused", "taken", "again", "again"]);
});

test("an event that comes again is the same event", async () => {
  burgee.refusals.push([{ index: 0, retry: true }]);
  const provider = serving.provider();
  provider.track("a", USER);

  await provider.flush();

  const ids = new Set(front.events.map((event) => event["event_id"]));
  assert.equal(ids.size, 1);
});

test("batches are small enough for requests that outlive a page", async () => {
  const provider = serving.provider();
  const text = "x".repeat(2_000);
  for (let number = 0; number < 60; number++) provider.track("a", USER, { text });

  await provider.flush();

  assert.equal(front.events.length, 60);
  assert.ok(front.exchanges.every(({ body }) => body.length <= 64 * 1_024));
});

test("what cannot be sent is dropped and never thrown", async () => {
  const provider = serving.provider();
  const loop: { own?: unknown } = {};
  loop.own = loop;

  provider.track("loop", USER, loop as never);
  provider.track("long", USER, { text: "x".repeat(70_000) });

  assert.equal(provider.counters.dropped, 2);
});

test("what is recorded is with the server once the provider is closed", async () => {
  const provider = serving.provider();
  provider.track("last", USER);

  await provider.onClose();

  assert.deepEqual(names(), ["last"]);
});
