import assert from "node:assert/strict";
import { test } from "node:test";
import { OpenFeature, ProviderEvents, ProviderStatus } from "@openfeature/web-sdk";
import { eventually, type Fault, FAULTS } from "@burgee/testing";
import { experimentFlag, flag } from "./fakeBurgee.js";
import { Serving } from "./serving.js";

const serving = await Serving.start();
const { burgee, front } = serving;
const USER = { targetingKey: "u1" };
const QUICK = { timeoutSeconds: 0.2 };
const client = OpenFeature.getClient();

for (const fault of Object.keys(FAULTS) as Fault[]) {
  test(`when the page starts and ${fault}, defaults hold until it is back`, async () => {
    burgee.flags = () => [flag("dark")];
    front.fault = fault;
    const provider = serving.provider(QUICK);
    await OpenFeature.setProviderAndWait(provider, USER);
    const before = client.getBooleanValue("dark", false);
    const { refresh_failures } = provider.counters;

    front.fault = undefined;
    await provider.refresh();
    await eventually(() => client.providerStatus === ProviderStatus.READY, "ready");

    assert.deepEqual([before, refresh_failures], [false, 1]);
    assert.equal(client.getBooleanValue("dark", false), true);
  });

  test(`when ${fault} later on, the last good answers hold`, async () => {
    burgee.flags = () => [flag("dark")];
    const provider = serving.provider(QUICK);
    await OpenFeature.setProviderAndWait(provider, USER);

    front.fault = fault;
    await provider.refresh();
    const { value, flagMetadata } = provider.resolve("dark", false);

    assert.deepEqual([value, flagMetadata], [true, { stale: true }]);
    assert.deepEqual([provider.counters.refresh_failures, provider.counters.stale_served], [1, 1]);
  });

  test(`when ${fault}, events wait until it is back`, async () => {
    const provider = serving.provider(QUICK);
    front.fault = fault;
    provider.track("purchase", USER);

    const isFlushed = await provider.flush(0.05);
    front.fault = undefined;
    await provider.flush();

    assert.equal(isFlushed, false);
    assert.equal(front.events.length, 1);
    assert.equal(provider.counters.sent, 1);
  });
}

test("a server that is away is tried again without being asked to", async () => {
  burgee.flags = () => [flag("dark")];
  front.fault = "it is away";
  const provider = serving.provider();
  await provider.initialize?.(USER);
  front.fault = undefined;

  await eventually(() => provider.resolve("dark", false).value, "the flag");
});

test("a provider that was closed asks nothing more", async () => {
  const provider = serving.provider();
  await provider.initialize?.(USER);
  front.fault = "it is too slow";
  const refreshing = provider.refresh();

  await provider.onClose();
  await refreshing;
  const asked = front.bulks.length;
  await provider.refresh();

  assert.equal(front.bulks.length, asked);
  assert.equal(provider.counters.refresh_failures, 0);
});

test("the status of the provider says what is known", async () => {
  const heard: string[] = [];
  const names = [ProviderEvents.Ready, ProviderEvents.Stale, ProviderEvents.Error] as const;
  const provider = serving.provider(QUICK);
  await OpenFeature.setProviderAndWait(provider, USER);
  for (const name of names) provider.events.addHandler(name, () => void heard.push(name));

  for (const fault of ["it is away", "it is away", undefined] as const) {
    front.fault = fault;
    await provider.refresh();
    await eventually(() => client.providerStatus === (fault ? "STALE" : "READY"), "status");
  }

  assert.deepEqual(heard, [ProviderEvents.Stale, ProviderEvents.Ready]);
});

test("a key that is refused is fatal, and recovers", async () => {
  burgee.flags = () => [flag("dark")];
  front.fault = "it refuses the key";
  const provider = serving.provider(QUICK);
  await OpenFeature.setProviderAndWait(provider, USER);
  await eventually(() => client.providerStatus === ProviderStatus.FATAL, "fatal");

  front.fault = undefined;
  await provider.refresh();

  await eventually(() => client.getBooleanValue("dark", false), "the flag");
});

test("nobody is answered with what was meant for somebody else", async () => {
  burgee.flags = () => [experimentFlag("checkout")];
  const provider = serving.provider(QUICK);
  await OpenFeature.setProviderAndWait(provider, USER);

  front.fault = "it is away";
  await OpenFeature.setContext({ targetingKey: "u2" });
  const details = provider.resolve("checkout", false);

  assert.deepEqual([details.value, details.errorCode], [false, "PROVIDER_NOT_READY"]);
  assert.equal(provider.counters.exposures_recorded, 0);
});

test("attributes that changed while the server is away leave the last good answers", async () => {
  burgee.flags = () => [flag("dark")];
  const provider = serving.provider(QUICK);
  await OpenFeature.setProviderAndWait(provider, USER);

  front.fault = "it is away";
  await OpenFeature.setContext({ ...USER, plan: "pro" });

  assert.equal(provider.resolve("dark", false).value, true);
});
