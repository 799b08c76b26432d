import assert from "node:assert/strict";
import { test } from "node:test";
import { OpenFeature, ProviderEvents, ProviderStatus } from "@openfeature/web-sdk";
import { eventually } from "@burgee/testing";
import type { FlagEvaluated } from "../src/index.js";
import { experimentFlag, flag } from "./fakeBurgee.js";
import { Serving } from "./serving.js";

const serving = await Serving.start();
const { burgee, front } = serving;
const USER = { targetingKey: "u1", plan: "free" };

test("a client of OpenFeature reads what the server answered", async () => {
  burgee.flags = () => [
    flag("dark"),
    flag("title", { value: "Hello", variant: "short", reason: "TARGETING_MATCH" }),
    flag("limit", { value: 10 }),
    flag("texts", { value: { a: [1] } }),
  ];
  await OpenFeature.setProviderAndWait(serving.provider(), USER);

  const client = OpenFeature.getClient();

  assert.equal(client.getBooleanValue("dark", false), true);
  assert.equal(client.getNumberValue("limit", 1), 10);
  assert.deepEqual(client.getObjectValue("texts", {}), { a: [1] });
  const details = client.getStringDetails("title", "");
  assert.deepEqual(
    [details.value, details.variant, details.reason],
    ["Hello", "short", "TARGETING_MATCH"],
  );
});

test("the default holds where a flag is missing, wrong, valueless or of another type", async () => {
  burgee.flags = () => [
    flag("text", { value: "yes" }),
    { key: "broken", errorCode: "TARGETING_KEY_MISSING", errorDetails: "say who" },
    { key: "off", reason: "DISABLED", variant: "" },
  ];
  const provider = serving.provider();
  await provider.initialize?.(USER);

  const read = ["missing", "constructor", "text", "broken", "off"].map((key) => {
    const { value, errorCode, reason } = provider.resolve(key, false);
    return [value, errorCode, reason];
  });

  assert.deepEqual(read, [
    [false, "FLAG_NOT_FOUND", "ERROR"],
    [false, "FLAG_NOT_FOUND", "ERROR"],
    [false, "TYPE_MISMATCH", "ERROR"],
    [false, "TARGETING_KEY_MISSING", "ERROR"],
    [false, undefined, "DISABLED"],
  ]);
  assert.equal(provider.counters.defaults_served, 4);
});

test("fetching all flags exposes nobody", async () => {
  burgee.flags = () => [experimentFlag("checkout")];
  const provider = serving.provider();
  await provider.initialize?.(USER);

  await provider.flush();

  assert.equal(provider.counters.exposures_recorded, 0);
});

test("the first read of a flag exposes once, and each token counts for itself", async () => {
  const metadata = { exposureToken: "token-checkout-u1 other" };
  const both = { ...experimentFlag("cart"), metadata };
  burgee.flags = () => [experimentFlag("checkout"), both];
  const provider = serving.provider();
  await provider.initialize?.(USER);

  for (const key of ["checkout", "checkout", "cart", "cart"]) provider.resolve(key, false);
  await provider.flush();

  const tokens = front.eventsOf("exposure").map((event) => event["token"]);
  assert.deepEqual(tokens, ["token-checkout-u1", "other"]);
});

test("a value of another type than was asked for is not shown, and exposes nobody", async () => {
  burgee.flags = () => [experimentFlag("checkout")];
  const provider = serving.provider();
  await provider.initialize?.(USER);

  provider.resolve("checkout", "a text");

  assert.equal(provider.counters.exposures_recorded, 0);
});

test("events say whose they are, when and by which name they are known", async () => {
  await OpenFeature.setProviderAndWait(serving.provider(), { targetingKey: "u1", device_id: 7 });
  const provider = OpenFeature.getProvider() as ReturnType<typeof serving.provider>;

  OpenFeature.getClient().track("purchase", {
    value: 31.5,
    currency: "EUR",
    event_type: "conversion",
    attribution: { channel: "mail" },
  });
  await provider.flush();

  const [{ event_id, timestamp, ...event } = {}] = front.events;
  assert.match(String(event_id), /^[0-9a-f]{32}$/);
  assert.ok(Math.abs(Date.parse(String(timestamp)) - Date.now()) < 60_000);
  assert.deepEqual(event, {
    event_type: "conversion",
    event_name: "purchase",
    targetingKey: "u1",
    units: { targetingKey: "u1", device_id: 7 },
    value: 31.5,
    data: { currency: "EUR" },
    attribution: { channel: "mail" },
  });
});

test("user_id names the unit where targetingKey does not", async () => {
  burgee.flags = (context) => [flag("who", { value: String(context.targetingKey) })];
  const provider = serving.provider();

  await provider.initialize?.({ user_id: 7 });

  assert.equal(provider.resolve("who", "").value, "7");
});

test("another context has its own answers and exposures, and listeners hear of it", async () => {
  burgee.flags = ({ targetingKey = "" }) => [experimentFlag("checkout", targetingKey)];
  const provider = serving.provider();
  await OpenFeature.setProviderAndWait(provider, USER);
  const heard: unknown[] = [];
  provider.on("userContextUpdated", (context) => heard.push(context.targetingKey));

  await OpenFeature.setContext({ targetingKey: "u2" });
  OpenFeature.getClient().getBooleanValue("checkout", false);
  await provider.flush();

  assert.deepEqual(heard, ["u2"]);
  assert.deepEqual(
    front.eventsOf("exposure").map((event) => event["token"]),
    ["token-checkout-u2"],
  );
});

test("until another unit's answers are there the old ones hold, and expose nobody", async () => {
  burgee.flags = ({ targetingKey = "" }) => [experimentFlag("checkout", targetingKey)];
  const provider = serving.provider();
  await OpenFeature.setProviderAndWait(provider, USER);

  const changing = OpenFeature.setContext({ targetingKey: "u2" });
  const value = provider.resolve("checkout", false).value;
  const exposed = provider.counters.exposures_recorded;
  await changing;

  assert.deepEqual([value, exposed], [true, 0]);
});

test("of two changes in a row the last one holds", async () => {
  burgee.flags = (context) => [flag("who", { value: String(context.targetingKey) })];
  const provider = serving.provider();
  await OpenFeature.setProviderAndWait(provider, USER);

  await Promise.all(["u2", "u3"].map((targetingKey) => OpenFeature.setContext({ targetingKey })));

  assert.equal(provider.resolve("who", "").value, "u3");
  assert.equal(provider.counters.refresh_failures, 0);
});

test("a provider that starts while its context is set is ready once that has answers", async () => {
  burgee.flags = (context) => [flag("who", { value: String(context.targetingKey) })];
  const provider = serving.provider();
  const starting = OpenFeature.setProviderAndWait(provider, USER);
  const changing = OpenFeature.setContext({ targetingKey: "u2" });

  await starting;
  const value = provider.resolve("who", "").value;
  await changing;

  assert.equal(value, "u2");
});

test("what the page was rendered with answers at once, and nothing is asked", () => {
  const provider = serving.provider({
    initialFlags: { flags: [experimentFlag("checkout")] },
    initialContext: USER,
  });

  OpenFeature.setProvider(provider, USER);
  const value = OpenFeature.getClient().getBooleanValue("checkout", false);

  assert.equal(OpenFeature.getClient().providerStatus, ProviderStatus.READY);
  assert.deepEqual([value, provider.counters.exposures_recorded], [true, 1]);
  assert.equal(front.bulks.length, 0);
});

test("a provider that does not record leaves no trace", async () => {
  const initialFlags = { flags: [experimentFlag("checkout")] };
  const provider = serving.provider({ initialFlags, recording: false, refreshSeconds: 0.000_001 });

  provider.resolve("checkout", false);
  provider.track("purchase", USER);
  await provider.flush();

  assert.deepEqual(front.exchanges, []);
});

test("a read that finds the answers old asks again, and says what changed", async () => {
  const provider = serving.provider({ refreshSeconds: 0.000_001 });
  burgee.flags = () => [flag("same"), flag("dark", { value: false })];
  await OpenFeature.setProviderAndWait(provider, USER);
  burgee.flags = () => [flag("same"), flag("dark")];
  const changed = new Promise((resolve) =>
    OpenFeature.getClient().addHandler(ProviderEvents.ConfigurationChanged, resolve),
  );

  await eventually(() => OpenFeature.getClient().getBooleanValue("dark", false), "the new answer");
  const { flagsChanged } = (await changed) as { flagsChanged: string[] };

  assert.deepEqual(flagsChanged, ["dark"]);
});

test("answers that did not change are not sent again", async () => {
  burgee.flags = () => [flag("dark")];
  const provider = serving.provider();
  await provider.initialize?.(USER);

  await provider.refresh();

  assert.deepEqual(
    front.bulks.map((bulk) => bulk.reply?.status),
    [200, 304],
  );
  assert.equal(provider.resolve("dark", false).reason, "STATIC");
});

test("answers are asked for every so often where that is wanted", async () => {
  const provider = serving.provider({ pollSeconds: 0.01 });

  await provider.initialize?.(USER);

  await eventually(() => front.bulks.length > 2, "two more questions");
});

test("listeners hear of each read where the value came from", async () => {
  burgee.flags = () => [flag("dark")];
  const provider = serving.provider();
  const heard: FlagEvaluated[] = [];
  const listener = (evaluated: FlagEvaluated) => heard.push(evaluated);
  provider.on("flagEvaluated", () => assert.fail("a listener of somebody else"));
  provider.on("flagEvaluated", listener);
  const silenced = console.error;
  console.error = () => {};
  await provider.initialize?.(USER);

  provider.resolve("dark", false);
  provider.resolve("missing", 3);
  provider.off("flagEvaluated", listener);
  provider.resolve("dark", false);
  console.error = silenced;

  assert.deepEqual(
    heard.map((one) => [one.flagKey, one.value, one.source, one.targetingKey]),
    [
      ["dark", true, "api", "u1"],
      ["missing", 3, "fallback", "u1"],
    ],
  );
});

test("use that the server did not see is reported once for each flag and source", async () => {
  burgee.flags = () => [flag("dark")];
  const provider = serving.provider();
  await provider.initialize?.(USER);

  for (const key of ["dark", "missing", "missing"]) provider.resolve(key, false);
  await provider.flush();

  const reported = front.eventsOf("flag_evaluation").map((event) => event["data"]);
  assert.deepEqual(reported, [{ flag_key: "missing", source: "fallback" }]);
});
