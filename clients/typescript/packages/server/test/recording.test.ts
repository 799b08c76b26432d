import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";

import { eventually } from "@burgee/testing";

import { RemoteClient, type RemoteOptions } from "../src/index.js";
import { answering, cut, type Disturbance, FakeServer, SERVER_KEY, silence } from "./fakeServer.js";

const UNIT = { targetingKey: "u1" };

describe("what a client records", () => {
  let server: FakeServer;
  let client: RemoteClient;

  beforeEach(async () => {
    server = await FakeServer.start();
  });

  afterEach(async () => {
    await client.close(0);
    await server.stop();
  });

  function make(options: Partial<RemoteOptions> = {}): RemoteClient {
    client = new RemoteClient({ url: server.url, key: SERVER_KEY, sender: "none", ...options });
    return client;
  }

  /** Misbehave at the first so many requests. */
  function disturb(times: number, how: Disturbance): void {
    let left = times;
    server.disturbance = (request, response) => {
      left -= 1;
      return left >= 0 && how(request, response);
    };
  }

  it("says what happened to whom, when, and under which name of its own", async () => {
    make({ unitTypes: ["device_id"] });
    client.track(
      "purchase",
      { user_id: 7, device_id: "d-81", plan: "pro" },
      { value: 31.5, data: { currency: "EUR" }, eventType: "conversion", attribution: { ad: "a" } },
    );
    assert.equal(await client.flush(), true);
    const { event_id: id, timestamp, ...event } = server.events[0]!;
    assert.match(String(id), /^[0-9a-f-]{36}$/);
    assert.ok(Math.abs(Date.parse(String(timestamp)) - Date.now()) < 60_000);
    assert.deepEqual(event, {
      event_type: "conversion",
      event_name: "purchase",
      targetingKey: "7",
      units: { device_id: "d-81" },
      value: 31.5,
      data: { currency: "EUR" },
      attribution: { ad: "a" },
    });
  });

  it("goes out by itself, in one batch", async () => {
    make({ sender: "timer", collectSeconds: 0.01 });
    for (let count = 0; count < 3; count += 1) client.track("click", UNIT);
    await eventually(() => server.events.length === 3, "the events");
    assert.deepEqual(server.batches, [3]);
    await eventually(() => client.counters.sent === 3, "the count");
  });

  it("goes out only in a flush where it is told so", async () => {
    make({ collectSeconds: 0 });
    client.track("click", UNIT);
    await new Promise((resolve) => setImmediate(resolve));
    assert.deepEqual(server.requests, []);
    await client.flush();
    assert.equal(server.events.length, 1);
  });

  it("goes in batches of 500", async () => {
    make();
    for (let count = 0; count < 1200; count += 1) client.track("click", UNIT);
    assert.equal(await client.flush(), true);
    assert.deepEqual(server.batches, [500, 500, 200]);
    assert.equal(client.counters.sent, 1200);
  });

  for (const [what, how] of [
    ["answers with an error", answering(500, "no")],
    ["answers 202 with a page", answering(202, "<html>")],
    ["answers 200 with other JSON", answering(200, '{"rejected": []}')],
    ["cuts the connection", cut],
  ] as const) {
    it(`is sent again with the same id where the server ${what}`, async () => {
      disturb(1, how);
      make();
      client.track("click", UNIT);
      assert.equal(await client.flush(), true);
      assert.equal(server.events.length, 1);
      assert.deepEqual([client.counters.sent, client.counters.resent], [1, 1]);
    });
  }

  it("is sent again where only that event was refused for now", async () => {
    make();
    let refusals = 1;
    server.rejecting = ({ event_name: name }) => {
      if (name === "never") return { retry: false };
      refusals -= 1;
      return name === "later" && refusals >= 0 ? { retry: true } : undefined;
    };
    for (const name of ["later", "never", "now"]) client.track(name, UNIT);
    assert.equal(await client.flush(), true);
    assert.deepEqual(
      server.events.map(({ event_name: name }) => name),
      ["now", "later"],
    );
    const { sent, resent, rejected } = client.counters;
    assert.deepEqual([sent, resent, rejected], [2, 1, 1]);
  });

  it("is given up where the server cannot read it", async () => {
    disturb(1, answering(400, "{}"));
    make();
    client.track("click", UNIT);
    assert.equal(await client.flush(), true);
    assert.equal(client.counters.rejected, 1);
  });

  it("waits for as long as the server asks it to", async () => {
    disturb(1, answering(429, "{}", { "Retry-After": "1" }));
    make();
    client.track("click", UNIT);
    const before = Date.now();
    assert.equal(await client.flush(), true);
    assert.ok(Date.now() - before >= 999);
  });

  it("is not sent to a server that asks for more time than there is", async () => {
    disturb(9, answering(429, "{}", { "Retry-After": "3600" }));
    make();
    client.track("click", UNIT);
    const before = Date.now();
    assert.equal(await client.flush(5), false);
    assert.equal(await client.flush(5), false);
    assert.ok(Date.now() - before < 4_000);
    assert.equal(server.requests.length, 1);
  });

  it("is flushed in time or not at all", async () => {
    server.disturbance = silence;
    make();
    client.track("click", UNIT);
    assert.equal(await client.flush(0.05), false);
    assert.equal(server.events.length, 0);
  });

  it("is dropped where it is no JSON, and says so", () => {
    make();
    const data: Record<string, unknown> = { big: 1n };
    client.track("click", UNIT, { data });
    assert.equal(client.counters.dropped, 1);
    assert.equal(client.counters.events_recorded, 0);
  });

  it("is taken no more once the client is closed", async () => {
    make();
    client.track("click", UNIT);
    assert.equal(await client.close(), true);
    client.track("click", UNIT);
    assert.equal(await client.close(), true);
    assert.equal(server.events.length, 1);
    assert.equal(client.counters.dropped, 1);
  });

  it("is bounded", async () => {
    make({ mostEvents: 10 });
    for (let count = 0; count < 25; count += 1) client.track("click", UNIT);
    await client.flush();
    assert.equal(server.events.length, 10);
    const { events_recorded: recorded, dropped } = client.counters;
    assert.deepEqual([recorded, dropped], [10, 15]);
  });
});
