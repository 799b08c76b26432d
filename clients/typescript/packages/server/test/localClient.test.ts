import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";

import { eventually } from "@burgee/testing";

import { LocalClient, type LocalOptions } from "../src/index.js";
import { ENVIRONMENT, FakeServer, SERVER_KEY } from "./fakeServer.js";
import { decidedFlag, experiment, flag } from "./forms.js";

const UNIT = { targetingKey: "u1" };

describe("a client that decides in its own process", () => {
  let server: FakeServer;
  let client: LocalClient;

  beforeEach(async () => {
    server = await FakeServer.start();
    server.publish(1, { "flag/banner": flag() });
  });

  afterEach(async () => {
    await client.close(0);
    await server.stop();
  });

  function make(options: Partial<LocalOptions> = {}): LocalClient {
    client = new LocalClient({
      url: server.url,
      key: SERVER_KEY,
      environment: ENVIRONMENT,
      reportUsage: false,
      ...options,
    });
    return client;
  }

  async function ready(options: Partial<LocalOptions> = {}): Promise<LocalClient> {
    assert.equal(await make(options).ready(), true);
    return client;
  }

  it("answers from the ruleset without asking again", async () => {
    await ready();
    const asked = server.requests.length;
    assert.equal(client.valueSync("banner", UNIT, false), true);
    assert.equal(server.requests.length, asked);
  });

  it("gives the default before there is a ruleset, and says why", () => {
    make();
    assert.equal(client.valueSync("banner", UNIT, false), false);
    assert.equal(client.evaluateSync("banner", UNIT).errorCode, "PROVIDER_NOT_READY");
    assert.equal(client.counters.defaults_served, 1);
  });

  it("waits for the first ruleset where it may wait", async () => {
    make();
    assert.equal(await client.value("banner", UNIT, false), true);
  });

  it("gives the default for a flag that there is not", async () => {
    await ready();
    assert.equal(client.valueSync("nobody", UNIT, "mine"), "mine");
    assert.equal(client.evaluateSync("nobody", UNIT).errorCode, "FLAG_NOT_FOUND");
  });

  it("gives the default where the value is of another type", async () => {
    await ready();
    assert.equal(client.valueSync("banner", UNIT, "text"), "text");
    assert.equal(client.valueSync("banner", UNIT, null), true);
  });

  it("takes user_id where there is no targeting key", async () => {
    server.publish(1, { "flag/banner": flag({ default: "off", targets: { on: ["7"] } }) });
    await ready();
    assert.equal(client.valueSync("banner", { user_id: 7 }, false), true);
  });

  it("never throws, whatever it is asked", async () => {
    await ready();
    for (const context of [null, undefined, 7, "u1", []] as never[]) {
      assert.equal(typeof client.valueSync("banner", context, false), "boolean");
      assert.equal(typeof (await client.value("banner", context, false)), "boolean");
    }
    assert.equal(client.valueSync(undefined as never, UNIT, 1), 1);
  });

  it("never throws for a context that throws when it is read", async () => {
    server.publish(1, { "flag/banner": flag({ targets: { on: ["u1"] } }) });
    await ready();
    const spiteful = {
      get targetingKey(): string {
        throw new Error("no");
      },
    };
    assert.equal(client.valueSync("banner", spiteful, "mine"), "mine");
    assert.equal(client.evaluateAllSync(spiteful).get("banner")?.errorCode, "GENERAL");
    client.track("click", spiteful);
    client.track("click", null as never);
    assert.equal(client.counters.dropped, 2);
  });

  it("never throws for a ruleset that is what its hashes say, and cannot be unpacked", async () => {
    server.publishUnpacked(1);
    await ready();
    assert.equal(client.valueSync("banner", UNIT, "mine"), "mine");
    assert.equal(await client.value("banner", UNIT, "mine"), "mine");
    assert.equal((await client.evaluateAll(UNIT)).size, 0);
  });

  it("learns of a change at the first call after the ruleset became old", async () => {
    await ready({ refreshSeconds: 0.01 });
    const changes: unknown[] = [];
    client.on("PROVIDER_CONFIGURATION_CHANGED", (details) => changes.push(details));
    server.publish(2, { "flag/banner": flag({ default: "off" }) });
    await eventually(() => client.valueSync("banner", UNIT, true) === false, "the change");
    assert.equal(changes.length, 1);
  });

  it("learns of a change by itself where it refreshes in the background", async () => {
    await ready({ refreshSeconds: 0.01, refresh: "background" });
    const changed = new Promise((resolve) => {
      client.on("PROVIDER_CONFIGURATION_CHANGED", resolve);
    });
    server.publish(2, { "flag/banner": flag({ default: "off" }) });
    await changed;
    assert.equal(client.valueSync("banner", UNIT, true), false);
  });

  it("waits for a newer ruleset than a stale one where it may wait", async () => {
    await ready({ refreshSeconds: 0, staleSeconds: -1 }); // stale from the first millisecond
    server.publish(2, { "flag/banner": flag({ default: "off" }) });
    assert.equal(await client.value("banner", UNIT, true), false);
  });

  it("asks with the entity tag, and fetches nothing that it has", async () => {
    await ready({ refreshSeconds: 0.01 });
    const asked = server.requests.length;
    await eventually(() => {
      client.valueSync("banner", UNIT, false);
      return client.counters.refreshes > 2;
    }, "two more refreshes");
    const later = new Set(server.requests.slice(asked));
    assert.deepEqual([...later], [`GET /api/v1/rulesets/${ENVIRONMENT}`]);
  });

  it("goes back with the server to a lower number", async () => {
    server.publish(9, { "flag/banner": flag() });
    await ready({ refreshSeconds: 0.01 });
    server.publish(3, { "flag/banner": flag({ default: "off" }) });
    await eventually(() => client.valueSync("banner", UNIT, true) === false, "the restored one");
  });

  it("records an exposure once for each unit, with its dimensions and cohort", async () => {
    server.publish(1, {
      "flag/checkout": decidedFlag("faster"),
      "experiment/faster": experiment("faster", "checkout", { dimensions: ["plan.name"] }),
    });
    await ready();
    const context = { ...UNIT, plan: { name: "pro" }, cohort: "spring" };
    const answers = [1, 2, 3].map(() => client.evaluateSync("checkout", context));
    client.valueSync("checkout", { targetingKey: "u2" }, false);
    assert.equal(await client.flush(), true);
    const { timestamp, ...exposure } = server.exposures()[0]!;
    assert.equal(typeof timestamp, "string");
    assert.deepEqual(exposure, {
      event_type: "exposure",
      run: "faster.1",
      variant: answers[0]!.metadata["experimentVariant"],
      targetingKey: "u1",
      dimensions: { "plan.name": "pro" },
      cohort: "spring",
    });
    assert.equal(server.exposures().length, 2);
    assert.equal(client.counters.exposures_recorded, 2);
  });

  it("exposes by the unit that the experiment counts", async () => {
    server.publish(1, {
      "flag/checkout": decidedFlag("faster"),
      "experiment/faster": experiment("faster", "checkout", {
        bucket_by: "device_id",
        split: { ...(experiment("", "")["split"] as object), key: [["device_id"]] },
      }),
    });
    await ready();
    client.valueSync("checkout", { ...UNIT, device_id: "d-81" }, false);
    await client.flush();
    assert.deepEqual(server.exposures()[0]?.["units"], { device_id: "d-81" });
  });

  it("exposes through a prerequisite that an experiment decided", async () => {
    server.publish(1, {
      "flag/base": decidedFlag("faster"),
      "flag/upon": flag({ prerequisites: [["base", ["on", "off"]]], off: "off" }),
      "experiment/faster": experiment("faster", "base"),
    });
    await ready();
    assert.equal(client.valueSync("upon", UNIT, false), true);
    await client.flush();
    assert.equal(server.exposures().length, 1);
  });

  it("exposes both sides of a rollout's run", async () => {
    server.publish(1, { "flag/ramp": rollingFlag() });
    await ready();
    for (let unit = 0; unit < 20; unit += 1) {
      client.valueSync("ramp", { targetingKey: `u${unit}` }, false);
    }
    await client.flush();
    const shown = new Set(server.exposures().map(({ run, variant }) => `${run} ${variant}`));
    assert.deepEqual([...shown].sort(), ["ramping.1 off", "ramping.1 on"]);
    assert.equal(server.exposures().length, 20);
  });

  it("exposes nobody by fetching all flags, but for runs that say so", async () => {
    server.publish(1, {
      "flag/checkout": decidedFlag("faster"),
      "flag/search": decidedFlag("wider"),
      "experiment/faster": experiment("faster", "checkout"),
      "experiment/wider": experiment("wider", "search", { expose_on: "fetch" }),
    });
    await ready();
    const answers = client.evaluateAllSync(UNIT);
    await client.flush();
    assert.deepEqual([...answers.keys()], ["checkout", "search"]);
    assert.deepEqual(
      server.exposures().map(({ run }) => run),
      ["wider.1"],
    );
  });

  it("asks the server about what only the server can decide", async () => {
    server.publish(1, {
      "flag/lottery": decidedFlag("drawn"),
      "experiment/drawn": experiment("drawn", "lottery", { method: "random" }),
    });
    server.answers.set("lottery", ofrep("lottery", true));
    await ready();
    assert.equal(await client.value("lottery", { user_id: "u1" }, false), true);
    assert.equal((await client.evaluateAll(UNIT)).get("lottery")?.value, true);
    assert.deepEqual(server.contexts[0], { user_id: "u1", targetingKey: "u1" });
    assert.equal(client.evaluateSync("lottery", UNIT).errorCode, "GENERAL");
  });

  it("decides by itself what an experiment drew that was stopped", async () => {
    server.publish(1, {
      "flag/lottery": decidedFlag("drawn"),
      "experiment/drawn": experiment("drawn", "lottery", { method: "random", status: "halted" }),
    });
    await ready();
    assert.equal(client.evaluateSync("lottery", UNIT).value, false);
    assert.deepEqual(server.exposures(), []);
  });

  it("gives a page what the server says of all flags, with its tokens", async () => {
    const token = { exposureToken: "t.1" };
    server.answers.set("banner", { ...ofrep("banner", true), metadata: token });
    await ready();
    const { flags } = await client.bootstrap(UNIT);
    assert.deepEqual(flags[0]?.metadata, token);
    assert.equal(flags[0]?.value, true);
  });

  it("tells the server when it closes which flags were used", async () => {
    await ready({ reportUsage: true });
    client.valueSync("banner", UNIT, false);
    client.valueSync("banner", UNIT, false);
    client.valueSync("nobody", UNIT, false);
    assert.equal(await client.close(), true);
    const [used, ...others] = server.events;
    assert.deepEqual(others, []);
    assert.deepEqual([used?.event_type, used?.["data"]], [
      "flag_evaluation",
      { flag_key: "banner", source: "cache" },
    ]);
  });

  it("names the units that the ruleset tracks in each event", async () => {
    server.publish(1, { "flag/banner": flag() }, { tracked_unit_types: ["device_id"] });
    await ready();
    client.track("bought", { ...UNIT, device_id: "d-81", country: "de" });
    await client.flush();
    const { targetingKey, units, country } = server.events[0]!;
    assert.deepEqual([targetingKey, units, country], ["u1", { device_id: "d-81" }, undefined]);
  });

  it("answers after it was closed, and asks no more", async () => {
    await ready({ refreshSeconds: 0 });
    await client.close();
    const asked = server.requests.length;
    assert.equal(client.valueSync("banner", UNIT, false), true);
    assert.equal(server.requests.length, asked);
  });
});

function ofrep(key: string, value: unknown): Record<string, unknown> {
  return { key, value, variant: "on", reason: "SPLIT", metadata: {} };
}

function rollingFlag(): Record<string, unknown> {
  const run = {
    run: "ramping.1",
    number: 1,
    status: "running",
    bucket_by: "targetingKey",
    control: "off",
    variants: ["off", "on"],
    dimensions: [],
    expose_on: "evaluation",
  };
  const rollout = {
    rollout: "ramping",
    variant: "on",
    bucket_by: "targetingKey",
    draw: { seed: 3 },
    rules: [{ ranges: [[0, 50_000, 1]] }],
    run,
  };
  return flag({ default: "off", default_reason: "DEFAULT", rollout });
}
