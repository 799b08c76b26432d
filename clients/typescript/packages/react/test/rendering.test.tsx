import assert from "node:assert/strict";
import { after, afterEach, test } from "node:test";
import { type Fault, FAULTS, Front } from "@burgee/testing";
import type { BulkBody } from "@burgee/web";
import { renderToString } from "react-dom/server";
import { OpenFeature } from "../src/index.js";
import { fetchFlags, scriptJson } from "../src/server.js";
import { Shop } from "./shop.js";

const KEY = "burgee.client.test";
const CONTEXT = { targetingKey: "u1" };
const front = await Front.before((asked) => ({
  status: 200,
  headers: { "content-type": "application/json" },
  body: JSON.stringify({ ...flags(asked.path), eventStreams: [] }),
}));
after(() => front.stop());
afterEach(() => {
  front.fault = undefined;
  front.exchanges.length = 0;
});

function flags(title: string): BulkBody {
  const metadata = { exposureToken: "a-token" };
  const rest = { reason: "SPLIT", variant: "a", metadata };
  return { flags: [{ key: "plan-title", value: title, ...rest }] };
}

function rendered(initialFlags?: BulkBody): string {
  const options = { url: front.url, key: KEY, ...(initialFlags ? { initialFlags } : {}) };
  return renderToString(<Shop options={options} context={CONTEXT} />);
}

test("a server renders what the flags say, and neither asks nor records", () => {
  const html = rendered(flags("Pro"));

  assert.match(html, /<h1>Pro<\/h1>/);
  assert.deepEqual(front.exchanges, []);
});

test("without flags a server renders the defaults", () => {
  assert.match(rendered(), /<h1>none<\/h1>/);
});

test("renderings share nothing", () => {
  const titles = ["Free", "Pro", undefined].map((title) =>
    /<h1>(.*)<\/h1>/.exec(rendered(title === undefined ? undefined : flags(title))),
  );

  assert.deepEqual(
    titles.map((title) => title?.[1]),
    ["Free", "Pro", "none"],
  );
  assert.equal(OpenFeature.getClient("burgee").providerStatus, "NOT_READY");
});

test("flags are fetched to render with", async () => {
  const found = await fetchFlags({ url: `${front.url}/`, key: KEY }, CONTEXT);

  assert.deepEqual(found, flags("/ofrep/v1/evaluate/flags"));
  assert.deepEqual(JSON.parse(front.bulks[0]?.body ?? ""), { context: CONTEXT });
});

for (const fault of Object.keys(FAULTS) as Fault[]) {
  test(`when ${fault}, there are no flags to render with`, async () => {
    front.fault = fault;

    const found = await fetchFlags({ url: front.url, key: KEY, timeoutSeconds: 0.2 }, CONTEXT);

    assert.equal(found, undefined);
  });
}

test("what is handed to a page cannot end its script element", () => {
  const text = "</script><!--";

  const json = scriptJson({ text });

  assert.ok(!json.includes("<"));
  assert.deepEqual(JSON.parse(json), { text });
});
