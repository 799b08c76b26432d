import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { eventually } from "@burgee/testing";
import { bundle } from "@burgee/testing/browser";
import { EXPERIMENT_FLAG, pagesObstacle, PLAN_TITLE, ShopPages } from "@burgee/testing/pages";
import type { OpenFeature } from "@openfeature/web-sdk";
import type { Page } from "playwright-core";
import type * as web from "../src/index.js";
import type { BurgeeFlagsOptions } from "../src/index.js";

/** What the page's script is made of, and what tests put there. */
type Shop = typeof web & { OpenFeature: typeof OpenFeature; flags: web.BurgeeFlags };

declare const window: Window & { shop: Shop };

const HERE = fileURLToPath(new URL(".", import.meta.url));
const SCRIPT = `
  export * from "../src/index.js";
  export { OpenFeature } from "@openfeature/web-sdk";
`;
const pages = ShopPages.register(() => bundle(SCRIPT, HERE, { globalName: "shop" }));
const IN_BROWSER = { skip: pagesObstacle, timeout: 60_000 };
const FLAG = EXPERIMENT_FLAG;
const DAY_MS = 86_400_000;

afterEach(() => assert.deepEqual(pages.complaints, []));

/** Options without flags of their own, whose JSON is too deep a type for a page's arguments. */
type PlainOptions = Omit<BurgeeFlagsOptions, "initialFlags" | "userAttributes">;

/** Opens `shop.flags` on the page, and waits until it is ready. */
async function open(page: Page, options: Partial<PlainOptions> = {}): Promise<void> {
  const given: PlainOptions = {
    ...pages.asking,
    userId: "u1",
    collectSeconds: 1_000,
    ...options,
  };
  await page.evaluate(async (given) => {
    const flags = new window.shop.BurgeeFlags(given);
    window.shop = { ...window.shop, flags };
    await flags.ready();
  }, given);
}

function read(page: Page, flagKey = FLAG): Promise<unknown> {
  return page.evaluate((key) => window.shop.flags.value<boolean | string>(key, "none"), flagKey);
}

/** Whether the flag is on; `undefined` where the default held. */
function isOn(page: Page): Promise<boolean | undefined> {
  return page.evaluate((key) => {
    const { value, errorCode } = window.shop.flags.provider.resolve(key, false);
    return errorCode ? undefined : value;
  }, FLAG);
}

test("fetching all flags exposes nobody, the first read exposes once", IN_BROWSER, async () => {
  const before = await pages.exposed();
  const page = await pages.visit();
  await open(page, { userId: "reader", collectSeconds: 0.01 });
  const fetched = pages.front.eventsOf("exposure").length;

  for (let times = 0; times < 3; times++) await isOn(page);
  await eventually(async () => (await pages.exposed()) === before + 1, "one unit in the sums");

  assert.equal(fetched, 0);
  assert.equal(pages.front.eventsOf("exposure").length, 1);
});

test("a page of OpenFeature's SDK records what it reads", IN_BROWSER, async () => {
  const before = await pages.exposed();
  const page = await pages.visit();

  const flushed = await page.evaluate(
    async ({ asking, key }) => {
      const { OpenFeature, BurgeeProvider } = window.shop;
      const provider = new BurgeeProvider(asking);
      await OpenFeature.setProviderAndWait(provider, { targetingKey: "sdk" });
      const client = OpenFeature.getClient();
      client.getBooleanValue(key, false);
      client.track("purchase", { value: 99.5 });
      return provider.flush();
    },
    { asking: pages.asking, key: FLAG },
  );

  assert.equal(flushed, true);
  assert.deepEqual(
    pages.front.events.map((event) => event["event_type"]),
    ["exposure", "custom"],
  );
  await eventually(async () => (await pages.exposed()) === before + 1, "one unit in the sums");
});

test("what was queued is delivered when the page is left", IN_BROWSER, async () => {
  const before = await pages.exposed();
  const page = await pages.visit();
  await open(page, { userId: "leaver" });
  await isOn(page);
  const early = pages.front.events.length;
  const release = pages.front.hold();

  await page.goto(`${pages.site.url}/elsewhere`);
  release();

  await eventually(() => pages.front.events.length === 1, "the event");
  await eventually(async () => (await pages.exposed()) === before + 1, "one unit in the sums");
  assert.equal(early, 0);
});

test("what was queued is delivered when the page is closed", IN_BROWSER, async () => {
  const page = await pages.visit();
  await open(page);
  await page.evaluate(() => window.shop.flags.track("purchase"));

  await page.close({ runBeforeUnload: true });

  await eventually(() => pages.front.events.length === 1, "the event");
});

test("what cannot be delivered is delivered by the next page", IN_BROWSER, async () => {
  const page = await pages.visit();
  await open(page);
  await page.evaluate(() => window.shop.flags.track("purchase"));
  pages.front.fault = "it is away";
  await page.goto(`${pages.site.url}/elsewhere`);
  const isTried = () => pages.front.exchanges.some(({ path }) => path.endsWith("/events"));
  await eventually(isTried, "an attempt in vain");
  pages.front.fault = undefined;

  const next = await pages.visit();
  await open(next, { collectSeconds: 0.01 });

  // The browser itself may have tried the first request again: then the same event comes twice.
  const resent = () => next.evaluate(() => window.shop.flags.counters.resent === 1);
  await eventually(resent, "the event from the next page");
  await eventually(() => pages.front.eventsOf("custom").length > 0, "the event");

  assert.equal(new Set(pages.front.events.map((event) => event["event_id"])).size, 1);
});

test("another context has other answers", IN_BROWSER, async () => {
  const page = await pages.visit();
  await open(page);

  const titles = await page.evaluate(async (key) => {
    const { flags } = window.shop;
    const heard: string[] = [];
    flags.on("userContextUpdated", () => heard.push(flags.value(key, "none")));
    const before = flags.value(key, "none");
    await flags.updateUserContext("u1", { plan: "pro" });
    return [before, ...heard];
  }, PLAN_TITLE.key);

  assert.deepEqual(titles, ["Free", "Pro"]);
});

test("a page whose server is away has the last good answers", IN_BROWSER, async () => {
  const page = await pages.visit();
  await open(page);
  pages.front.fault = "it is away";

  await page.reload();
  await open(page);
  const details = await page.evaluate(
    (key) => window.shop.flags.provider.resolve(key, "none"),
    PLAN_TITLE.key,
  );

  assert.deepEqual([details.value, details.reason], ["Free", "CACHED"]);
  assert.deepEqual(details.flagMetadata?.["stale"], true);
});

test("once the server is back its answers are no longer called old", IN_BROWSER, async () => {
  const page = await pages.visit();
  await open(page);
  pages.front.fault = "it is away";
  await page.reload();
  await open(page);
  pages.front.fault = undefined;

  const details = await page.evaluate(async (key) => {
    await window.shop.flags.provider.refresh();
    return window.shop.flags.provider.resolve(key, "none");
  }, PLAN_TITLE.key);

  assert.deepEqual([details.reason, details.flagMetadata?.["stale"]], ["DEFAULT", undefined]);
});

test("answers that were kept for too long hold no more", IN_BROWSER, async () => {
  const page = await pages.visit();
  await open(page);
  pages.front.fault = "it is away";

  await page.clock.setFixedTime(Date.now() + 1.1 * DAY_MS);
  await page.reload();
  await open(page);

  assert.equal(await read(page), "none");
});

test("the answers of one user are not kept for the next", IN_BROWSER, async () => {
  const page = await pages.visit();
  await open(page);
  await page.evaluate(() => window.shop.flags.updateUserContext("u2"));
  pages.front.fault = "it is away";

  await page.reload();
  await open(page, { userId: "u1" });

  assert.equal(await read(page, PLAN_TITLE.key), "none");
});

test("a page may start with what was kept, without waiting", IN_BROWSER, async () => {
  const page = await pages.visit();
  await open(page);
  await page.reload();
  pages.front.fault = "it is too slow";

  await open(page, { cacheFirst: true });
  const kept = await read(page, PLAN_TITLE.key);

  assert.equal(kept, "Free");
});

test("with nothing kept, defaults hold until the server is there", IN_BROWSER, async () => {
  const page = await pages.visit();
  pages.front.fault = "it is away";
  await open(page, { userId: "new" });
  const before = await read(page, PLAN_TITLE.key);
  pages.front.fault = undefined;

  await eventually(async () => (await read(page, PLAN_TITLE.key)) === "Free", "the answer");

  const counters = await page.evaluate(() => window.shop.flags.counters);
  assert.equal(before, "none");
  assert.ok(counters.refresh_failures >= 1 && counters.refreshes === 1);
});

test("what has not changed is not sent to another origin twice", IN_BROWSER, async () => {
  const page = await pages.visit();
  await open(page);

  await page.evaluate(() => window.shop.flags.provider.refresh());

  assert.deepEqual(
    pages.front.bulks.map((bulk) => bulk.reply?.status),
    [200, 304],
  );
});

test("a page that was rendered with flags answers without asking", IN_BROWSER, async () => {
  const page = await pages.visit();
  const body = await pages.evaluated({ targetingKey: "rendered" });

  const value = await page.evaluate(
    ({ options, body, key }) => {
      const flags = new window.shop.BurgeeFlags({ ...options, initialFlags: JSON.parse(body) });
      window.shop = { ...window.shop, flags };
      return flags.value(key, "none");
    },
    { options: { ...pages.asking, userId: "rendered" }, body, key: PLAN_TITLE.key },
  );
  await isOn(page);
  await page.evaluate(() => window.shop.flags.flush());

  assert.equal(value, "Free");
  assert.equal(pages.front.bulks.length, 0);
  assert.equal(pages.front.eventsOf("exposure").length, 1);
});

test("a page that is looked at again asks for new answers", IN_BROWSER, async () => {
  const page = await pages.visit();
  await open(page);

  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

  await eventually(() => pages.front.bulks.length === 2, "another question");
});
