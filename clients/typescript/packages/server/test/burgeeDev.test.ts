/** Against a real Burgee: this client, and OpenFeature's own OFREP provider as it is. */

import assert from "node:assert/strict";
import { after, afterEach, before, describe, it } from "node:test";

import { BurgeeDev, eventually } from "@burgee/testing";
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { ErrorCode, OpenFeature } from "@openfeature/server-sdk";

import { LocalClient, type LocalOptions, RemoteClient } from "../src/index.js";
import { compiled, outputOf, snippetsOf } from "./snippets.js";

const ENVIRONMENT = "production";
const EXPERIMENT = "try-on-sells";
const FLAG = "virtual-try-on";
const FLAGS = [
  simple("edited", "boolean", { on: true, off: false }),
  simple("a-boolean", "boolean", { on: true, off: false }),
  simple("a-text", "string", { on: "blue" }),
  simple("a-number", "number", { on: 10.5 }),
  simple("an-object", "json", { on: { columns: [1, 2] } }),
  simple("is-off", "string", { on: "blue" }, { enabled: false }),
];
const skip = BurgeeDev.obstacle();

describe("with a real Burgee", { skip }, () => {
  let dev: BurgeeDev;
  let local: LocalClient | undefined;
  let remote: RemoteClient;

  before(async () => {
    dev = await BurgeeDev.start({ environment: ENVIRONMENT });
    for (const document of FLAGS) await dev.putFlag(document);
    await dev.launchExperiment();
    remote = new RemoteClient({ url: dev.url, key: dev.clientKey, timeoutSeconds: 10 });
    await eventually(async () => {
      const answers = await remote.evaluateAll({ targetingKey: "nobody" });
      return answers.get(FLAG)?.metadata["experiment"] === EXPERIMENT;
    }, "the experiment");
  });

  afterEach(async () => {
    await local?.close();
    await OpenFeature.clearProviders();
  });

  after(async () => {
    await remote.close();
    await dev.stop();
  });

  async function ready(options: Partial<LocalOptions> = {}): Promise<LocalClient> {
    const { url, serverKey: key } = dev;
    const client = new LocalClient({ url, key, environment: ENVIRONMENT, ...options });
    local = client;
    assert.equal(await client.ready(), true);
    return client;
  }

  async function counted(): Promise<Record<string, number>> {
    const sums = (await dev.admin("GET", `/experiments/${EXPERIMENT}/sums`)) as {
      units: { variants: Record<string, { n: number }> };
    };
    const { variants } = sums.units;
    return Object.fromEntries(Object.entries(variants).map(([key, { n }]) => [key, n]));
  }

  it("decides in its own process what the server decides", async () => {
    const client = await ready();
    const contexts = ["de", "us", undefined].flatMap((country) =>
      ["mobile", "desktop"].flatMap((device_type) =>
        Array.from({ length: 15 }, (_, place) => ({
          targetingKey: `visitor-${place}`,
          device_type,
          ...(country === undefined ? {} : { country }),
        })),
      ),
    );
    for (const context of contexts) {
      const there = await remote.evaluateAll(context);
      const here = client.evaluateAllSync(context);
      assert.deepEqual([...here.keys()], [...there.keys()]);
      for (const [flagKey, answer] of here) {
        const { value, variant, reason, metadata } = there.get(flagKey)!;
        const { exposureToken: _, ...told } = metadata;
        assert.deepEqual(
          [answer.value, answer.variant, answer.reason, answer.metadata],
          [value, variant, reason, told],
          `${flagKey} for ${JSON.stringify(context)}`,
        );
      }
    }
  });

  it("counts each unit once in the variant that it was shown", async () => {
    const before = await counted();
    const client = await ready();
    const shown: Record<string, number> = { control: 0, treatment: 0 };
    for (let place = 0; place < 40; place += 1) {
      const context = { targetingKey: `once-${place}`, device_type: "mobile" };
      const answer = client.evaluateSync(FLAG, context);
      client.valueSync(FLAG, context, false);
      await remote.value(FLAG, context, false); // which records the same exposure
      shown[String(answer.metadata["experimentVariant"])]! += 1;
    }
    assert.equal(await client.flush(), true);
    assert.equal(client.counters.sent, 40);
    const expected = Object.keys(shown).map((key) => shown[key]! + before[key]!);
    await eventually(
      async () => String(Object.values(await counted())) === String(expected),
      `the sums ${expected}`,
    );
  });

  it("learns of an edit", async () => {
    const client = await ready({ refreshSeconds: 0.1 });
    assert.equal(client.valueSync("edited", {}, false), true);
    await dev.putFlag(simple("edited", "boolean", {}, { default_variant: "off" }));
    await eventually(() => !client.valueSync("edited", {}, true), "the edit");
  });

  it("has its events taken, and its use reported", async () => {
    const client = await ready();
    const unit = { targetingKey: "buyer-1" };
    client.valueSync("homepage-banner", unit, {});
    client.track("purchase", unit, { value: 99.5, data: { currency: "EUR" } });
    assert.equal(await client.close(), true);
    const { sent, rejected } = client.counters;
    assert.deepEqual([sent, rejected], [2, 0]);
  });

  it("gives a page tokens that a browser's key may send", async () => {
    const before = await counted();
    const client = await ready();
    const unit = { targetingKey: "page-1", device_type: "mobile" };
    const { flags } = await client.bootstrap(unit);
    const { exposureToken: token } = flags.find(({ key }) => key === FLAG)?.metadata ?? {};
    assert.equal(typeof token, "string");
    const response = await fetch(`${dev.url}/api/v1/analytics/events`, {
      method: "POST",
      headers: { Authorization: `Bearer ${dev.clientKey}`, "Content-Type": "application/json" },
      body: JSON.stringify({ event_type: "exposure", token }),
    });
    assert.equal(response.status, 202);
    const total = (sums: Record<string, number>) => Object.values(sums).reduce((a, b) => a + b);
    await eventually(async () => total(await counted()) === total(before) + 1, "one unit more");
  });

  it("is asked by OpenFeature's own provider for OFREP, unchanged", async () => {
    const headers: [string, string][] = [["Authorization", `Bearer ${dev.clientKey}`]];
    await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: dev.url, headers }));
    const flags = OpenFeature.getClient();
    const unit = { targetingKey: "u1" };
    assert.equal(await flags.getBooleanValue("a-boolean", false, unit), true);
    assert.equal(await flags.getStringValue("a-text", "red", unit), "blue");
    assert.equal(await flags.getNumberValue("a-number", 1, unit), 10.5);
    assert.deepEqual(await flags.getObjectValue("an-object", {}, unit), { columns: [1, 2] });
    const wrong = await flags.getStringDetails("a-boolean", "mine", unit);
    assert.deepEqual([wrong.value, wrong.errorCode], ["mine", ErrorCode.TYPE_MISMATCH]);
    const missing = await flags.getStringDetails("nobody", "mine", unit);
    assert.deepEqual([missing.value, missing.errorCode], ["mine", ErrorCode.FLAG_NOT_FOUND]);
    const decided = await flags.getBooleanDetails(FLAG, false, unit);
    assert.equal(decided.flagMetadata["experiment"], EXPERIMENT);
    const nobody = await flags.getStringDetails("checkout-button-color", "mine", {});
    assert.deepEqual([nobody.value, nobody.errorCode], ["mine", ErrorCode.TARGETING_KEY_MISSING]);
  });

  it("tells of a flag that is off what that provider cannot", async () => {
    const answer = await remote.evaluate("is-off", {});
    assert.deepEqual([answer.value, answer.reason], [undefined, "DISABLED"]);
    const headers: [string, string][] = [["Authorization", `Bearer ${dev.clientKey}`]];
    await OpenFeature.setProviderAndWait(new OFREPProvider({ baseUrl: dev.url, headers }));
    const details = await OpenFeature.getClient().getStringDetails("is-off", "mine", {});
    assert.deepEqual([details.value, details.errorCode], ["mine", ErrorCode.GENERAL]);
  });

  it("runs every program of its page, which prints what stands there", async () => {
    const snippets = await snippetsOf("typescript-server.md");
    assert.ok(snippets.length >= 6);
    const folder = await compiled(snippets);
    const variables = { BURGEE_URL: dev.url, BURGEE_KEY: dev.serverKey };
    for (const snippet of snippets) {
      assert.equal(await outputOf(folder, snippet, variables), snippet.output, snippet.code);
    }
  });
});

/** A flag that shows `on` to everybody; a boolean one has its variants by itself. */
function simple(
  key: string,
  kind: string,
  values: Record<string, unknown>,
  settings: Record<string, unknown> = {},
) {
  const named = Object.entries(values).map(([variant, value]) => [variant, { value }] as const);
  const variants = kind === "boolean" ? {} : { variants: Object.fromEntries(named) };
  const production = { enabled: true, default_variant: "on", ...settings };
  return { key, kind, ...variants, environments: { production } };
}
