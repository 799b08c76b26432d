import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { answering, FakeServer } from "./fakeServer.js";
import { decidedFlag, experiment } from "./forms.js";

const ENDING = fileURLToPath(new URL("./ending.js", import.meta.url));

describe("a process that comes to its end", () => {
  let server: FakeServer;

  beforeEach(async () => {
    server = await FakeServer.start();
    server.publish(1, {
      "flag/checkout": decidedFlag("faster"),
      "experiment/faster": experiment("faster", "checkout"),
    });
  });

  afterEach(() => server.stop());

  async function run(events: number): Promise<unknown> {
    const ending = spawn(process.execPath, [ENDING, server.url, String(events)]);
    const [code] = (await once(ending, "exit")) as [unknown];
    return code;
  }

  it("sends what it has recorded, however much it is", async () => {
    assert.equal(await run(9_000), 0);
    assert.equal(server.exposures().length, 1);
    assert.equal(server.events.length, 9_001);
  });

  it("ends all the same where the server does not take it", async () => {
    server.disturbance = (request, response) =>
      request.url?.endsWith("/events") === true &&
      answering(429, "{}", { "Retry-After": "60" })(request, response);
    assert.equal(await run(1), 0);
    assert.deepEqual(server.events, []);
  });
});
