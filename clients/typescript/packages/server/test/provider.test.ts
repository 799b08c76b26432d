import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it } from "node:test";

import {
  ErrorCode,
  type EvaluationDetails,
  type FlagValue,
  type Hook,
  OpenFeature,
  ProviderEvents,
  ProviderStatus,
} from "@openfeature/server-sdk";

import { BurgeeProvider, type LocalOptions } from "../src/index.js";
import { answering, ENVIRONMENT, FakeServer, SERVER_KEY } from "./fakeServer.js";
import { decidedFlag, experiment, flag } from "./forms.js";

const UNIT = { targetingKey: "u1" };

function flagOf(kind: string, value: unknown): Record<string, unknown> {
  return flag({ kind, variants: { on: value }, metadata: { team: "Shop", version: 3 } });
}

const FORMS = {
  "flag/banner": flagOf("boolean", true),
  "flag/color": flagOf("string", "blue"),
  "flag/size": flagOf("number", 10.5),
  "flag/layout": flagOf("json", { columns: [1, 2] }),
  "flag/dark": flag({ enabled: undefined }),
};

describe("the OpenFeature SDK with Burgee behind it", () => {
  let server: FakeServer;

  beforeEach(async () => {
    server = await FakeServer.start();
    server.publish(1, FORMS);
  });

  afterEach(async () => {
    await OpenFeature.clearProviders();
    await server.stop();
  });

  function local(options: Partial<LocalOptions> & { hooks?: Hook[] } = {}): BurgeeProvider {
    return BurgeeProvider.local({
      url: server.url,
      key: SERVER_KEY,
      environment: ENVIRONMENT,
      sender: "none",
      reportUsage: false,
      ...options,
    });
  }

  async function ready(options: Partial<LocalOptions> & { hooks?: Hook[] } = {}) {
    const provider = local(options);
    await OpenFeature.setProviderAndWait(provider);
    return { provider, flags: OpenFeature.getClient() };
  }

  it("answers every type of flag", async () => {
    const { flags } = await ready();
    assert.equal(await flags.getBooleanValue("banner", false, UNIT), true);
    assert.equal(await flags.getStringValue("color", "red", UNIT), "blue");
    assert.equal(await flags.getNumberValue("size", 1, UNIT), 10.5);
    assert.deepEqual(await flags.getObjectValue("layout", {}, UNIT), { columns: [1, 2] });
  });

  it("tells variant, reason and metadata", async () => {
    const { flags } = await ready();
    const { variant, reason, flagMetadata } = await flags.getStringDetails("color", "red", UNIT);
    assert.deepEqual([variant, reason, flagMetadata], [
      "on",
      "STATIC",
      { team: "Shop", version: 3 },
    ]);
  });

  it("gives the default with the reason of a flag that is off", async () => {
    const { flags } = await ready();
    const details = await flags.getBooleanDetails("dark", true, UNIT);
    assert.deepEqual([details.value, details.reason, details.errorCode], [
      true,
      "DISABLED",
      undefined,
    ]);
  });

  for (const [what, ask, code] of [
    ["a flag that there is not", "nobody", ErrorCode.FLAG_NOT_FOUND],
    ["a flag of another type", "color", ErrorCode.TYPE_MISMATCH],
  ] as const) {
    it(`gives the default and a code for ${what}`, async () => {
      const { flags } = await ready();
      const details = await flags.getBooleanDetails(ask, true, UNIT);
      assert.deepEqual([details.value, details.reason, details.errorCode], [true, "ERROR", code]);
    });
  }

  it("says that a targeting key is missing", async () => {
    server.publish(1, { "flag/ramp": halved() });
    const { flags } = await ready();
    const { errorCode } = await flags.getBooleanDetails("ramp", false, {});
    assert.equal(errorCode, ErrorCode.TARGETING_KEY_MISSING);
  });

  it("records an exposure with an evaluation, and sends it when it is closed", async () => {
    server.publish(1, {
      "flag/checkout": decidedFlag("faster"),
      "experiment/faster": experiment("faster", "checkout"),
    });
    const { flags } = await ready();
    const { flagMetadata } = await flags.getBooleanDetails("checkout", false, UNIT);
    await OpenFeature.clearProviders();
    assert.equal(server.exposures()[0]?.["variant"], flagMetadata["experimentVariant"]);
  });

  it("tracks with OpenFeature's own interface", async () => {
    const { flags, provider } = await ready();
    flags.track("purchase", UNIT, { value: 31.5, currency: "EUR" });
    await provider.client.flush();
    const { event_name: name, value, data, targetingKey } = server.events[0]!;
    assert.deepEqual([name, value, data, targetingKey], [
      "purchase",
      31.5,
      { currency: "EUR" },
      "u1",
    ]);
  });

  it("knows the type of an event and its attribution from other properties", async () => {
    const { flags } = await ready();
    flags.track("purchase", UNIT, { event_type: "conversion", attribution: { channel: "mail" } });
    flags.track("purchase", UNIT, { event_type: "sale", attribution: "mail" });
    await OpenFeature.close();
    const [known, unknown] = server.events;
    assert.deepEqual([known?.["event_type"], known?.["data"]], ["conversion", {}]);
    assert.deepEqual(known?.["attribution"], { channel: "mail" });
    assert.deepEqual(unknown?.["data"], { event_type: "sale", attribution: "mail" });
    assert.equal(unknown?.["event_type"], "custom");
  });

  it("sends what was tracked when OpenFeature is closed", async () => {
    const { flags } = await ready();
    flags.track("purchase", UNIT);
    await OpenFeature.close();
    assert.equal(server.events.length, 1);
  });

  it("runs the hooks of the provider", async () => {
    const seen: EvaluationDetails<FlagValue>[] = [];
    const hook: Hook = { after: (_context, details) => void seen.push(details) };
    const { flags } = await ready({ hooks: [hook] });
    await flags.getStringValue("color", "red", UNIT);
    assert.deepEqual(
      seen.map(({ flagKey, value }) => [flagKey, value]),
      [["color", "blue"]],
    );
  });

  it("is ready once", async () => {
    let times = 0;
    OpenFeature.addHandler(ProviderEvents.Ready, () => (times += 1));
    times = 0; // the provider that there was before is ready, too
    const { flags } = await ready();
    assert.equal(flags.providerStatus, ProviderStatus.READY);
    assert.equal(times, 1);
    OpenFeature.clearHandlers();
  });

  it("tells of a change", async () => {
    const { flags } = await ready({ refreshSeconds: 0.01, refresh: "background" });
    const changed = new Promise((resolve) => {
      flags.addHandler(ProviderEvents.ConfigurationChanged, resolve);
    });
    server.publish(2, { "flag/banner": flag({ default: "off" }) });
    await changed;
    assert.equal(await flags.getBooleanValue("banner", true, UNIT), false);
  });

  it("rejects without a server, gives defaults, and is ready once there is one", async () => {
    server.disturbance = answering(500, "oops");
    const provider = local({ refresh: "background", refreshSeconds: 0.01 });
    await assert.rejects(OpenFeature.setProviderAndWait(provider));
    const flags = OpenFeature.getClient();
    assert.equal(flags.providerStatus, ProviderStatus.ERROR);
    assert.equal(await flags.getStringValue("color", "red", UNIT), "red");
    const isReady = new Promise((resolve) => flags.addHandler(ProviderEvents.Ready, resolve));
    server.disturbance = undefined;
    await isReady;
    assert.equal(await flags.getStringValue("color", "red", UNIT), "blue");
  });

  it("is fatal where the key is refused and there is nothing to answer from", async () => {
    const provider = local({ key: "burgee.server.another.key" });
    await assert.rejects(OpenFeature.setProviderAndWait(provider));
    assert.equal(OpenFeature.getClient().providerStatus, ProviderStatus.FATAL);
  });

  it("says why there are only defaults, with the reason that the server gives", async () => {
    server.disturbance = answering(403, '{"detail": "This route is for server keys."}');
    const why = "asked for the manifest, the server answered 403: This route is for server keys.";
    await assert.rejects(OpenFeature.setProviderAndWait(local()), { message: why });
    const details = await OpenFeature.getClient().getStringDetails("color", "red", UNIT);
    assert.equal(details.value, "red");
  });

  it("refuses an address that is none", () => {
    assert.throws(() => local({ url: "127.0.0.1:8080" }), /URL with http or https/);
  });

  it("goes on answering where the key is refused later", async () => {
    const { flags } = await ready({ refresh: "background", refreshSeconds: 0.01 });
    const told = new Promise((resolve) => flags.addHandler(ProviderEvents.Error, resolve));
    server.disturbance = answering(401, "{}");
    await told;
    assert.equal(await flags.getStringValue("color", "red", UNIT), "blue");
  });

  it("answers from one provider in each domain", async () => {
    await OpenFeature.setProviderAndWait("shop", local());
    assert.equal(await OpenFeature.getClient("shop").getStringValue("color", "red", UNIT), "blue");
    assert.equal(await OpenFeature.getClient().getStringValue("color", "red", UNIT), "red");
  });

  it("asks the server at each evaluation in remote mode", async () => {
    const answer = { key: "color", value: "green", variant: "on", reason: "SPLIT" };
    server.answers.set("color", { ...answer, metadata: { experimentVariant: "b" } });
    const options = { url: server.url, key: SERVER_KEY };
    await OpenFeature.setProviderAndWait(BurgeeProvider.remote(options));
    const details = await OpenFeature.getClient().getStringDetails("color", "red", UNIT);
    assert.deepEqual([details.value, details.reason, details.flagMetadata], [
      "green",
      "SPLIT",
      { experimentVariant: "b" },
    ]);
  });
});

/** A flag that draws by the targeting key. */
function halved(): Record<string, unknown> {
  const split = { seed: 1, ranges: [[0, 50_000, "on"]] };
  const rules = [{ id: "half", reason: "SPLIT", split }];
  return flag({ default: "off", default_reason: "DEFAULT", rules });
}
