import assert from "node:assert/strict";
import { after, test } from "node:test";
import { BurgeeFlags, type BurgeeFlagsOptions } from "../src/index.js";
import { flag } from "./fakeBurgee.js";
import { KEY, Serving } from "./serving.js";

const serving = await Serving.start();
const { burgee, front } = serving;
const opened: BurgeeFlags[] = [];
after(() => Promise.all(opened.map((flags) => flags.close())));

function open(options: Partial<BurgeeFlagsOptions> = {}): BurgeeFlags {
  const flags = new BurgeeFlags({ url: `${front.url}/`, key: KEY, userId: "u1", ...options });
  opened.push(flags);
  return flags;
}

test("each kind of flag has its question", async () => {
  burgee.flags = () => [
    flag("on"),
    flag("text", { value: "a" }),
    flag("number", { value: 2 }),
    flag("json", { value: { a: 1 } }),
  ];
  const flags = open();

  const values = await Promise.all([
    flags.isEnabled("on"),
    flags.isEnabled("missing"),
    flags.getString("text", ""),
    flags.getNumber("number", 0),
    flags.getJSON("json", {}),
    flags.getFlag("missing", "mine"),
  ]);

  assert.deepEqual(values, [true, false, "a", 2, { a: 1 }, "mine"]);
  assert.equal(front.bulks.length, 1);
});

test("a context of its own asks the server for this one flag", async () => {
  burgee.flags = (context) => [flag("plan", { value: `${context["plan"]} ${context["a"]}` })];
  const flags = open({ userAttributes: { plan: "free", a: 1 } });

  const own = await flags.getString("plan", "", { plan: "pro" });

  assert.deepEqual([own, await flags.getString("plan", "")], ["pro 1", "free 1"]);
});

test("a question of its own that fails is answered with the default, and counted", async () => {
  const flags = open();
  await flags.ready();

  front.fault = "it is away";
  const value = await flags.getNumber("limit", 3, { plan: "pro" });

  assert.equal(value, 3);
  assert.deepEqual([flags.counters.remote_failures, flags.counters.defaults_served], [1, 1]);
});

test("another user has other answers, and listeners hear of it", async () => {
  burgee.flags = (context) => [flag("who", { value: `${context.targetingKey} ${context["a"]}` })];
  const flags = open({ userAttributes: { a: 1 } });
  const heard: unknown[] = [];
  const listener = (context: object) => heard.push(context);
  flags.on("userContextUpdated", listener);
  await flags.ready();

  await flags.updateUserContext("u2", { b: 2 });
  flags.off("userContextUpdated", listener);

  assert.equal(flags.value("who", ""), "u2 1");
  assert.deepEqual(heard, [{ targetingKey: "u2", a: 1, b: 2 }]);
});

test("outcomes are the user's", async () => {
  const flags = open();

  flags.track("purchase", { value: 3 });
  await flags.flush();

  assert.deepEqual(
    front.events.map((event) => [event["targetingKey"], event["event_name"], event["value"]]),
    [["u1", "purchase", 3]],
  );
});

test("getting ready never fails", async () => {
  front.fault = "it is away";
  const flags = open();

  await flags.ready();

  assert.equal(await flags.isEnabled("on"), false);
});
