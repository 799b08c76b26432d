import assert from "node:assert/strict";
import { afterEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { eventually } from "@burgee/testing";
import { bundle } from "@burgee/testing/browser";
import { pagesObstacle, PLAN_TITLE, ShopPages } from "@burgee/testing/pages";
import { renderToString } from "react-dom/server";
import { fetchFlags, scriptJson } from "../src/server.js";
import { Shop, type ShopProps } from "./shop.js";

/** What the script of the page leaves for tests. */
interface ShopWindow {
  setContext(context: object): void;
  refresh(): Promise<void>;
  flush(): Promise<boolean>;
  recovered: string[];
  titles: string[];
}

declare const window: Window & ShopWindow;

const HERE = fileURLToPath(new URL(".", import.meta.url));
const DEVELOPMENT = { define: { "process.env.NODE_ENV": '"development"' } };
const IN_BROWSER = { skip: pagesObstacle, timeout: 60_000 };
const ROOT = '<!doctype html><title>Shop</title><div id="root">';
const FREE = { targetingKey: "u1" };
/** Says which titles were ever on the page: what flickers is in it. */
const WATCH = `
  window.titles = [document.querySelector("h1")?.textContent].filter(Boolean);
  const all = { childList: true, subtree: true, characterData: true };
  new MutationObserver(() => {
    const title = document.querySelector("h1")?.textContent;
    if (title && title !== window.titles.at(-1)) window.titles.push(title);
  }).observe(document.getElementById("root"), all);
`;
const SCRIPT = `
  import { useState } from "react";
  import { createRoot, hydrateRoot } from "react-dom/client";
  import { burgeeProvider } from "../src/index.js";
  import { Shop, WaitingShop } from "./shop.js";

  const root = document.getElementById("root");
  window.recovered = [];
  window.refresh = () => burgeeProvider().refresh();
  window.flush = () => burgeeProvider().flush();

  function Page({ context: first, waits, ...props }) {
    const [context, setContext] = useState(first);
    window.setContext = setContext;
    const Chosen = waits ? WaitingShop : Shop;
    return <Chosen {...props} context={context} />;
  }

  const page = <Page {...window.given} />;
  const onRecoverableError = (fault) => window.recovered.push(String(fault));
  if (root.childNodes.length) hydrateRoot(root, page, { onRecoverableError });
  else createRoot(root).render(page);
`;

const pages: ShopPages = ShopPages.register(() => bundle(SCRIPT, HERE, DEVELOPMENT), {
  "/rendered": () => html(FREE, true),
  "/empty": () => html(FREE, false),
  "/waiting": () => html(FREE, false, { waits: true }),
});

afterEach(() => assert.deepEqual(pages.complaints, []));

/** A page as a server would send it: rendered with flags, or empty. */
async function html(context: { targetingKey: string }, isRendered: boolean, more = {}) {
  const asking = { ...pages.asking, refreshSeconds: 0, timeoutSeconds: 1 };
  const initialFlags = isRendered ? await fetchFlags(asking, context) : undefined;
  pages.front.exchanges.length = 0;
  const options = { ...asking, ...(initialFlags && { initialFlags }) };
  const props: ShopProps = { options, context };
  const markup = isRendered ? renderToString(<Shop {...props} />) : "";
  const given = scriptJson({ ...props, ...more });
  const script = `window.given = ${given};${WATCH}`;
  return `${ROOT}${markup}</div><script>${script}</script><script src="/shop.js"></script>`;
}

test("a page that was rendered with flags hydrates to the same markup", IN_BROWSER, async () => {
  const page = await pages.visit("/rendered");

  await eventually(() => page.evaluate(() => "setContext" in window), "hydrated");
  const found = await page.evaluate(async () => {
    await window.flush();
    return { titles: window.titles, recovered: window.recovered };
  });

  assert.deepEqual(found, { titles: ["Free"], recovered: [] });
  assert.equal(pages.front.bulks.length, 0);
  assert.equal(pages.front.eventsOf("exposure").length, 1);
});

test("hooks render again when the context changes", IN_BROWSER, async () => {
  const page = await pages.visit("/rendered");
  await eventually(() => page.evaluate(() => "setContext" in window), "hydrated");

  await page.evaluate(() => window.setContext({ targetingKey: "u1", plan: "pro" }));
  await page.locator("h1", { hasText: "Pro" }).waitFor();

  assert.deepEqual(await page.evaluate(() => window.titles), ["Free", "Pro"]);
});

test("hooks render again when a flag changes", IN_BROWSER, async () => {
  const page = await pages.visit("/rendered");
  await eventually(() => page.evaluate(() => "setContext" in window), "hydrated");
  const variants = { ...PLAN_TITLE.variants, free: { value: "Gratis" } };
  const changed = { ...PLAN_TITLE, variants };

  await pages.burgee.putFlag(changed);
  await eventually(async () => {
    await page.evaluate(() => window.refresh());
    return (await page.locator("h1").textContent()) === "Gratis";
  }, "the new title");
  await pages.burgee.putFlag(PLAN_TITLE);

  assert.deepEqual(await page.evaluate(() => window.titles), ["Free", "Gratis"]);
});

test("a page without flags shows defaults and then the answers", IN_BROWSER, async () => {
  const page = await pages.visit("/empty");

  await page.locator("h1", { hasText: /Free|Gratis/ }).waitFor();

  assert.equal((await page.evaluate(() => window.titles))[0], "none");
});

test("a page that suspends never shows a default", IN_BROWSER, async () => {
  const page = await pages.visit("/waiting");

  await page.locator("h1").waitFor();

  assert.ok(!(await page.evaluate(() => window.titles)).includes("none"));
});

test("a page that suspends shows defaults when the server is away", IN_BROWSER, async () => {
  pages.front.fault = "it is away";

  const page = await pages.visit("/waiting");
  await page.locator("h1", { hasText: "none" }).waitFor();
  pages.front.fault = undefined;

  await page.locator("h1", { hasText: /Free|Gratis/ }).waitFor();
});
