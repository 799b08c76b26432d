import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterEach, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { eventually } from "@burgee/testing";

import { RemoteClient } from "../src/index.js";
import { flushingHandler } from "../src/invocations.js";
import { FakeServer, SERVER_KEY, silence } from "./fakeServer.js";
import { decidedFlag, experiment } from "./forms.js";

const SANDBOX = fileURLToPath(new URL("./sandbox.js", import.meta.url));

describe("a function that is frozen as soon as it has answered", () => {
  let server: FakeServer;
  let sandbox: ChildProcess;

  beforeEach(async () => {
    server = await FakeServer.start();
    server.publish(1, {
      "flag/checkout": decidedFlag("faster"),
      "experiment/faster": experiment("faster", "checkout"),
    });
  });

  afterEach(async () => {
    const ended = once(sandbox, "exit");
    sandbox.kill("SIGKILL");
    await ended;
    await server.stop();
  });

  /** Call the function for one unit, and stop its process at its answer. */
  async function invokeAndFreeze(how: "flushing" | "timer"): Promise<void> {
    sandbox = spawn(process.execPath, [SANDBOX, server.url, how]);
    const answers = createInterface({ input: sandbox.stdout! });
    const answered = once(answers, "line");
    sandbox.stdin!.write("u1\n");
    const [answer] = (await answered) as [string];
    sandbox.kill("SIGSTOP");
    assert.equal(JSON.parse(answer).unit, "u1");
  }

  it("has sent its exposures where it flushes first", async () => {
    await invokeAndFreeze("flushing");
    assert.equal(server.exposures().length, 1);
  });

  it("still has them where it sends in its own time, until it is thawed, if ever", async () => {
    await invokeAndFreeze("timer");
    const awake = new RemoteClient({ url: server.url, key: SERVER_KEY });
    awake.track("later", { targetingKey: "u2" }); // collected for as long as the exposure
    await eventually(() => server.events.length > 0, "what was recorded later");
    await awake.close(0);
    assert.equal(server.exposures().length, 0);
    sandbox.kill("SIGCONT");
    await eventually(() => server.exposures().length === 1, "the exposure");
  });
});

describe("a handler that flushes", () => {
  let server: FakeServer;
  let client: RemoteClient;

  beforeEach(async () => {
    server = await FakeServer.start();
    client = new RemoteClient({ url: server.url, key: SERVER_KEY, sender: "none" });
  });

  afterEach(async () => {
    await client.close(0);
    await server.stop();
  });

  const unhurried = { getRemainingTimeInMillis: () => 3_000 };
  const hurried = { getRemainingTimeInMillis: () => 100 };

  it("gives its answer", async () => {
    const handler = client.flushing(async (event: { unit: string }) => {
      client.track("called", { targetingKey: event.unit });
      return `hello ${event.unit}`;
    });
    assert.equal(await handler({ unit: "u1" }, unhurried), "hello u1");
    assert.equal(server.events.length, 1);
  });

  it("fails as it failed, and sends all the same", async () => {
    const handler = client.flushing(async () => {
      client.track("called", { targetingKey: "u1" });
      throw new Error("out of stock");
    });
    await assert.rejects(handler({}, unhurried), /out of stock/);
    assert.equal(server.events.length, 1);
  });

  it("answers in time where the server does not", async () => {
    server.disturbance = silence;
    const handler = client.flushing(
      async () => {
        client.track("called", { targetingKey: "u1" });
        return "in time";
      },
      { marginSeconds: 0.05 },
    );
    const before = performance.now();
    assert.equal(await handler({}, hurried), "in time");
    assert.ok(performance.now() - before < 1_000);
  });

  it("gives a server that did not answer less time at the next invocation", async () => {
    const limits: number[] = [];
    const away = { flush: async (limit: number) => limits.push(limit) > 2 };
    const handler = flushingHandler(away, async () => "here", {});
    for (let count = 0; count < 4; count += 1) await handler({}, unhurried);
    assert.deepEqual(limits, [2, 0.25, 0.25, 2]);
  });

  it("waits without Lambda's context, too", async () => {
    const limits: number[] = [];
    const here = { flush: async (limit: number) => limits.push(limit) > 0 };
    await flushingHandler(here, async () => "here", {})({}, undefined as never);
    assert.deepEqual(limits, [2]);
  });
});
