import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";

import { eventually } from "@burgee/testing";

import { RemoteClient, type RemoteOptions } from "../src/index.js";
import { flushingHandler } from "../src/invocations.js";
import { Refreshing } from "../src/refreshing.js";
import { answering, FakeServer, SERVER_KEY } from "./fakeServer.js";

const UNIT = { targetingKey: "u1" };

describe("whatever an application hands over", () => {
  let server: FakeServer;
  let client: RemoteClient;

  beforeEach(async () => {
    server = await FakeServer.start();
    server.answers.set("checkout", { key: "checkout", value: true, reason: "STATIC", variant: "on" });
  });

  afterEach(async () => {
    await client.close(0);
    await server.stop();
  });

  function make(options: Partial<RemoteOptions> = {}): RemoteClient {
    client = new RemoteClient({ url: server.url, key: SERVER_KEY, sender: "none", ...options });
    return client;
  }

  it("gives the default for keys that no flag can have, and asks for the others", async () => {
    make();
    const keys: unknown[] = ["\ud800", ".", "..", "", null, undefined, 7, {}, Symbol("checkout")];
    for (const key of keys) {
      assert.equal(await client.value(key as string, UNIT, "default"), "default");
      assert.equal((await client.evaluate(key as string, UNIT)).errorCode, "FLAG_NOT_FOUND");
    }
    assert.equal(await client.value("checkout", UNIT, false), true);
    assert.equal(server.requests.length, 1);
  });

  it("is asked for where the contexts before were too large", async () => {
    make();
    server.disturbance = answering(413, "{}");
    for (let count = 0; count < 5; count += 1) await client.value("checkout", UNIT, false);
    server.disturbance = undefined;
    assert.equal(await client.value("checkout", UNIT, false), true);
  });

  it("never makes tracking throw", () => {
    make();
    const unreadable = new Proxy({}, { get: refuse, ownKeys: refuse, has: refuse });
    for (const strange of [null, unreadable, Symbol("x"), 7n] as never[]) {
      client.track("click", UNIT, strange);
      client.track("click", strange);
      client.track(strange, UNIT);
      client.track("click", UNIT, { data: { strange } });
    }
  });

  it("takes a key without its line end, and tells none that is none", async () => {
    make({ key: `${SERVER_KEY}\r\n` });
    assert.equal(await client.value("checkout", UNIT, false), true);
    assert.throws(
      () => new RemoteClient({ url: server.url, key: "a\nsecret" }),
      (fault: Error) => !String(fault).includes("secret"),
    );
  });

  it("sends by itself what is recorded while a flush sends", async () => {
    make({ sender: "timer", collectSeconds: 0.01 });
    let answer = (): void => undefined;
    server.disturbance = (_request, response) => {
      server.disturbance = undefined;
      answer = () => response.writeHead(202).end('{"rejected":[]}');
      return true;
    };
    client.track("first", UNIT);
    const flushing = client.flush();
    await eventually(() => server.requests.length === 1, "the flush");
    await new Promise((resolve) => setTimeout(resolve, 10)); // after the sender's own timer
    client.track("second", UNIT);
    answer();
    await flushing;
    await eventually(() => server.events.length === 1, "what was recorded meanwhile");
  });

  it("answers where a Lambda context tells no time", async () => {
    make();
    const handler = flushingHandler(client, () => Promise.resolve("answer"), {});
    for (const strange of [{ getRemainingTimeInMillis: refuse }, {}, 7] as never[]) {
      assert.equal(await handler({}, strange), "answer");
    }
  });
});

describe("a ruleset that is never to be refreshed", () => {
  it("is not due again at once", async () => {
    let checks = 0;
    const timing = { mode: "background", refreshSeconds: Infinity } as const;
    const check = () => Promise.resolve(void (checks += 1));
    const refreshing = new Refreshing(timing, check, () => undefined);
    await refreshing.begin();
    await new Promise((resolve) => setTimeout(resolve, 1)); // after one that ends at once
    refreshing.stop();
    assert.equal(checks, 1);
  });
});

function refuse(): never {
  throw new Error("refused");
}
