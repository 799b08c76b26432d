import assert from "node:assert/strict";
import { chmod, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";

import { eventually } from "@burgee/testing";

import { LocalClient, type LocalOptions, RemoteClient } from "../src/index.js";
import {
  answering,
  cut,
  type Disturbance,
  ENVIRONMENT,
  FakeServer,
  SERVER_KEY,
  silence,
} from "./fakeServer.js";
import { flag } from "./forms.js";

const UNIT = { targetingKey: "u1" };

/** What a server that is not well does. */
const ILLS: readonly (readonly [string, Disturbance])[] = [
  ["never answers", silence],
  ["answers with a page", answering(200, "<html>")],
  ["answers with other JSON", answering(200, '{"hello": [1, 2]}')],
  ["answers with no JSON object", answering(200, "[]")],
  ["answers 500", answering(500, "oops")],
  ["answers 404", answering(404, "{}")],
  ["sends elsewhere", answering(302, "", { Location: "http://127.0.0.1:9/" })],
  ["is throttling", answering(429, "{}", { "Retry-After": "1" })],
  ["refuses the key", answering(401, "{}")],
  ["cuts the connection in the middle of an answer", cut],
];

/** Right where somebody has a ruleset already, and wrong otherwise. */
const UNCHANGED = ["answers that nothing changed", answering(304, "")] as const;

describe("a client that decides in its own process, while the server", () => {
  let server: FakeServer;
  let client: LocalClient;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "burgee-files-"));
    server = await FakeServer.start();
    server.publish(1, { "flag/banner": flag() });
  });

  afterEach(async () => {
    await client.close(0);
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  function make(options: Partial<LocalOptions> = {}): LocalClient {
    client = new LocalClient({
      url: server.url,
      key: SERVER_KEY,
      environment: ENVIRONMENT,
      timeoutSeconds: 0.2,
      refreshSeconds: 0.01,
      reportUsage: false,
      ...options,
    });
    return client;
  }

  /** The files of a client that had a ruleset, and has ended. */
  async function fill(): Promise<string> {
    await make({ cacheDirectory: folder }).ready();
    await client.close();
    const [name] = await readdir(folder);
    return join(folder, name!);
  }

  for (const [what, ill] of ILLS) {
    it(`${what}, keeps answering from what it had`, async () => {
      await make().ready();
      server.disturbance = ill;
      await eventually(() => {
        assert.equal(client.valueSync("banner", UNIT, false), true);
        return client.counters.refresh_failures > 0;
      }, "a failure that was counted");
      assert.equal(await client.value("banner", UNIT, false), true);
      assert.equal(client.counters.defaults_served, 0);
    });
  }

  for (const [what, ill] of [...ILLS, UNCHANGED]) {
    it(`${what} from the start, gives defaults, and answers once it is well`, async () => {
      server.disturbance = ill;
      make();
      assert.equal(await client.ready(1), false);
      assert.equal(client.valueSync("banner", UNIT, "mine"), "mine");
      assert.ok(client.counters.refresh_failures > 0);
      assert.equal(client.counters.defaults_served, 1);
      server.disturbance = undefined;
      assert.equal(await client.ready(), true);
      assert.equal(client.valueSync("banner", UNIT, false), true);
    });
  }

  it("is away, starts from disk, and says that this may be old", async () => {
    await fill();
    await server.stop();
    const stale = new Promise((resolve) => {
      make({ cacheDirectory: folder }).on("PROVIDER_STALE", resolve);
    });
    const answer = client.evaluateSync("banner", UNIT);
    assert.equal(answer.value, true);
    assert.equal(answer.metadata["stale"], true);
    assert.equal(client.counters.stale_served, 1);
    assert.equal(await client.ready(), true);
    await stale;
  });

  it("is away and comes back, is stale meanwhile and ready again afterwards", async () => {
    await make({ staleSeconds: 0.02 }).ready();
    const told: string[] = [];
    client.on("PROVIDER_READY", () => told.push("ready"));
    client.on("PROVIDER_STALE", () => told.push("stale"));
    await server.stop();
    await eventually(
      () => client.evaluateSync("banner", UNIT).metadata["stale"] === true,
      "an answer that says so",
    );
    const { port } = server;
    server = await FakeServer.start(port);
    server.publish(2, { "flag/banner": flag({ default: "off" }) });
    await eventually(() => client.valueSync("banner", UNIT, true) === false, "the new ruleset");
    assert.deepEqual(told.slice(0, 3), ["ready", "stale", "ready"]);
  });

  for (const [what, spoil] of [
    ["a chunk is altered", (content: Buffer) => Buffer.concat([content, Buffer.from("x")])],
    ["a chunk is empty", () => Buffer.alloc(0)],
  ] as const) {
    it(`is away and ${what} on disk, gives defaults`, async () => {
      const files = await fill();
      const chunk = (await readdir(files)).find((name) => name.length === 64)!;
      await writeFile(join(files, chunk), spoil(await readFile(join(files, chunk))));
      await server.stop();
      assert.equal(await make({ cacheDirectory: folder }).ready(), false);
      assert.equal(client.valueSync("banner", UNIT, false), false);
    });
  }

  it("is away and the manifest on disk is half, gives defaults", async () => {
    const manifest = join(await fill(), "manifest.json");
    await writeFile(manifest, (await readFile(manifest)).subarray(0, 40));
    await server.stop();
    assert.equal(await make({ cacheDirectory: folder }).ready(), false);
  });

  it("is away and all may write where the ruleset is on disk, gives defaults", async () => {
    await chmod(await fill(), 0o707);
    await server.stop();
    assert.equal(await make({ cacheDirectory: folder }).ready(), false);
  });

  it("serves a chunk that is altered, keeps what it had", async () => {
    await make().ready();
    server.publish(2, { "flag/banner": flag({ default: "off" }) });
    server.alterChunks();
    await eventually(() => {
      client.valueSync("banner", UNIT, true);
      return client.counters.refresh_failures > 0;
    }, "a failure that was counted");
    assert.equal(client.valueSync("banner", UNIT, false), true);
  });

  it("serves the manifest of another environment, keeps what it had", async () => {
    await make().ready();
    server.publish(2, { "flag/banner": flag() }, { environment: "staging" });
    await eventually(() => {
      client.valueSync("banner", UNIT, true);
      return client.counters.refresh_failures > 0;
    }, "a failure that was counted");
    assert.equal(client.valueSync("banner", UNIT, false), true);
  });

  it("has no chunk any more that it named, is asked for its manifest again", async () => {
    let isGone = true;
    server.disturbance = (request, response) => {
      if (!isGone || !request.url?.includes("/chunks/")) return false;
      isGone = false;
      return answering(404, "{}")(request, response);
    };
    assert.equal(await make().ready(), true);
    assert.equal(server.countOf(`GET /api/v1/rulesets/${ENVIRONMENT}`), 2);
  });

  it("refuses the key, is left alone for a while", async () => {
    server.disturbance = answering(403, "{}");
    const told = new Promise<{ errorCode?: string }>((resolve) => {
      make().on("PROVIDER_ERROR", resolve);
    });
    assert.equal((await told).errorCode, "PROVIDER_FATAL");
    const asked = server.requests.length;
    for (let count = 0; count < 100; count += 1) client.valueSync("banner", UNIT, false);
    assert.equal(await client.value("banner", UNIT, false), false);
    assert.equal(server.requests.length, asked);
  });

  it("is slow, does not make calls wait that have a ruleset", async () => {
    await make({ timeoutSeconds: 5 }).ready();
    server.disturbance = silence;
    await eventually(() => {
      client.valueSync("banner", UNIT, true);
      return server.countOf(`GET /api/v1/rulesets/${ENVIRONMENT}`) > 1;
    }, "a check that hangs");
    const before = performance.now();
    assert.equal(await client.value("banner", UNIT, false), true);
    assert.ok(performance.now() - before < 1_000);
  });

  it("stores a ruleset nobody else may read, and no key", async () => {
    const files = await fill();
    for (const name of await readdir(files)) {
      assert.ok(!(await readFile(join(files, name))).includes(SERVER_KEY), name);
    }
    assert.ok(!files.includes(SERVER_KEY));
  });
});

describe("a client that asks the server, while that", () => {
  let server: FakeServer;
  let client: RemoteClient;

  beforeEach(async () => {
    server = await FakeServer.start();
    server.answers.set("banner", { key: "banner", value: true, variant: "on", reason: "STATIC" });
    client = new RemoteClient({ url: server.url, key: SERVER_KEY, timeoutSeconds: 0.2 });
  });

  afterEach(async () => {
    await client.close(0);
    await server.stop();
  });

  for (const [what, ill] of [...ILLS, UNCHANGED]) {
    it(`${what}, gives the default and counts it`, async () => {
      server.disturbance = ill;
      assert.equal(await client.value("banner", UNIT, "mine"), "mine");
      assert.equal((await client.evaluateAll(UNIT)).size, 0);
      const { remote_failures: failures, defaults_served: defaults } = client.counters;
      assert.deepEqual([failures, defaults], [server.requests.length, 1]);
    });
  }

  it("is away, is soon asked no more, and is asked again afterwards", async () => {
    server.disturbance = answering(500, "oops");
    for (let count = 0; count < 10; count += 1) await client.value("banner", UNIT, false);
    assert.equal(server.requests.length, 3);
    server.disturbance = undefined;
    await eventually(() => client.value("banner", UNIT, false), "an answer");
  });

  it("names another flag, gives the default", async () => {
    server.answers.set("banner", { key: "other", value: true, variant: "on", reason: "STATIC" });
    assert.equal(await client.value("banner", UNIT, false), false);
  });

  it("has no such flag, says so without counting a failure", async () => {
    assert.equal((await client.evaluate("nobody", UNIT)).errorCode, "FLAG_NOT_FOUND");
    assert.equal(client.counters.remote_failures, 0);
  });

  it("answers without a value, lets the default hold", async () => {
    const off = { key: "banner", variant: "", reason: "DISABLED", metadata: {} };
    server.answers.set("banner", off);
    assert.equal(await client.value("banner", UNIT, "mine"), "mine");
    assert.equal((await client.evaluate("banner", UNIT)).reason, "DISABLED");
    assert.equal(client.counters.defaults_served, 0);
  });
});
