import assert from "node:assert/strict";
import { after, test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { BurgeeFlags } from "../src/index.js";
import { newCounters } from "../src/counters.js";
import { Recorder } from "../src/recorder.js";
import { experimentFlag, flag } from "./fakeBurgee.js";
import { KEY, Serving } from "./serving.js";

const serving = await Serving.start();
const { burgee, front } = serving;
const USER = { targetingKey: "u1" };

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

function refuse(): never {
  throw new Error("refused");
}

/** The storage of a page, until the end of these tests. */
function storage(entries: Record<string, string>): Record<string, string> {
  const methods = {
    setItem(this: Record<string, string>, name: string, text: string): void {
      this[name] = text;
    },
    removeItem(this: Record<string, string>, name: string): void {
      delete this[name];
    },
  };
  const stored = Object.assign(Object.create(methods) as Record<string, string>, entries);
  Object.defineProperty(globalThis, "localStorage", { value: stored, configurable: true });
  return stored;
}

after(() => Reflect.deleteProperty(globalThis, "localStorage"));

test("nothing that is tracked throws", async () => {
  const provider = serving.provider();
  const unreadable = new Proxy({}, { get: refuse, ownKeys: refuse, has: refuse });

  for (const strange of [null, unreadable, Object.create(null), 7n] as never[]) {
    provider.track("click", strange);
    provider.track("click", USER, strange);
    provider.track("click", { targetingKey: strange });
  }
  provider.track("last", USER);

  assert.equal(await provider.flush(), true);
  assert.equal(front.events.at(-1)?.["event_name"], "last");
});

test("a key that is no text of JSON gives the default", async () => {
  const flags = new BurgeeFlags({ url: front.url, key: KEY });

  const value = await flags.getString("\ud800", "default", { plan: "pro" });
  await flags.close();

  assert.equal(value, "default");
});

test("a value that is null leaves the default", async () => {
  const flags = [flag("nothing", { value: null as never })];
  const provider = serving.provider({ initialFlags: { flags } });

  assert.deepEqual(provider.resolve("nothing", { a: 1 }).value, { a: 1 });
});

test("an event as large as a request blocks none of the others", async () => {
  const provider = serving.provider();
  const size = (): number => JSON.stringify(front.events[0]).length;
  provider.track("large", USER, { text: "" });
  await provider.flush();
  const room = 60_000 - size();
  front.exchanges.length = 0;

  for (const missing of [1, 0, -1]) {
    provider.track("large", USER, { text: "x".repeat(room - missing) });
  }
  provider.track("small", USER);

  assert.equal(await provider.flush(2), true);
  assert.equal(front.events.at(-1)?.["event_name"], "small");
  assert.equal(provider.counters.dropped, 2);
});

test("what is kept in storage and cannot be read is in nobody's way", async () => {
  const prefix = `burgee:outbox:${KEY}@${front.url}:`;
  const event = JSON.stringify({ event_type: "custom", event_name: "kept" });
  const stored = storage({ [`${prefix}0`]: "{half", [`${prefix}1`]: JSON.stringify([event]) });
  burgee.flags = () => [experimentFlag("one")];

  for (let page = 0; page < 2; page += 1) {
    const provider = serving.provider();
    await provider.initialize?.(USER);
    await provider.flush();
  }

  assert.deepEqual(
    front.events.map((sent) => sent["event_name"]),
    ["kept"],
  );
  assert.deepEqual(Object.keys(stored).filter((name) => name.startsWith(prefix)), []);
});

test("a page that is open for days holds nothing of what it sent", async () => {
  const recorder = new Recorder({ url: front.url, key: KEY }, newCounters());
  const leave = async (times: number): Promise<number> => {
    for (let time = 0; time < times; time += 1) {
      recorder.leave();
      if (time % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    collect();
    return process.memoryUsage().heapUsed;
  };
  const before = await leave(1_000);

  const grown = (await leave(50_000)) - before;

  assert.ok(grown < 1_000_000, `it holds ${grown} bytes more`);
});
