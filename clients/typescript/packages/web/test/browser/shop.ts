import { after, afterEach, before } from "node:test";
import { fileURLToPath } from "node:url";
import type { OpenFeature as OpenFeatureType } from "@openfeature/web-sdk";
import type { Browser, BrowserContext, ConsoleMessage, Page } from "playwright-core";
import { BurgeeDev, eventually, Front, through } from "@burgee/testing";
import { browserObstacle, bundle, launchBrowser, Site } from "@burgee/testing/browser";
import type * as web from "../../src/index.js";

/** What a page's script finds under `shop`. */
export type Shop = typeof web & { OpenFeature: typeof OpenFeatureType; flags: web.BurgeeFlags };

declare global {
  // eslint-disable-next-line no-var
  var shop: Shop;
}

export interface Asking {
  url: string;
  key: string;
}

export const EXPERIMENT_FLAG = "virtual-try-on";
export const obstacle = browserObstacle() || BurgeeDev.obstacle();

const TEST = fileURLToPath(new URL("..", import.meta.url));
const SCRIPT = `
  export * from "../src/index.js";
  export { OpenFeature } from "@openfeature/web-sdk";
`;

/** Pages of a shop in a real browser, a real Burgee, and what stands between them. The site and
 * Burgee are of different origins, as they mostly are. */
export class ShopPages {
  burgee!: BurgeeDev;
  front!: Front;
  site!: Site;
  /** What browsers complained of in this test, but for requests that tests made fail. */
  readonly complaints: string[] = [];
  #browser!: Browser;
  #context: BrowserContext | undefined;

  static register(): ShopPages {
    const pages = new ShopPages();
    before(() => (obstacle ? undefined : pages.#open()), { timeout: 120_000 });
    afterEach(() => pages.#reset());
    after(() => (obstacle ? undefined : pages.#close()), { timeout: 60_000 });
    return pages;
  }

  get asking(): Asking {
    return { url: this.front.url, key: this.burgee.clientKey };
  }

  /** A page of the site with our script. Pages of one test are of one visitor. */
  async visit(path = "/"): Promise<Page> {
    this.#context ??= await this.#browser.newContext();
    const page = await this.#context.newPage();
    page.on("console", (message) => this.#listen(message));
    page.on("pageerror", (fault) => this.complaints.push(String(fault)));
    await page.goto(this.site.url + path);
    return page;
  }

  /** How many units the experiment has counted. */
  async exposed(): Promise<number> {
    const sums = (await this.burgee.admin("GET", "/experiments/try-on-sells/sums")) as Sums;
    return Object.values(sums.units.variants).reduce((units, { n = 0 }) => units + n, 0);
  }

  async #open(): Promise<void> {
    const words = ["--no-examples"];
    [this.burgee, this.#browser, this.site] = await Promise.all([
      BurgeeDev.start({ environment: "production", words }),
      launchBrowser(),
      Site.open(),
    ]);
    this.front = await Front.before(through(this.burgee.url));
    this.site.pages.set("/shop.js", await bundle(SCRIPT, TEST, { globalName: "shop" }));
    this.site.pages.set("/", '<!doctype html><title>Shop</title><script src="/shop.js"></script>');
    this.site.pages.set("/elsewhere", "<!doctype html><title>Elsewhere</title>");
    await this.burgee.launchExperiment();
    await this.burgee.putFlag(PLAN_TITLE);
    await eventually(() => this.#isServed(), "the experiment in a ruleset");
  }

  async #isServed(): Promise<boolean> {
    const headers = { Authorization: `Bearer ${this.asking.key}`, "Content-Type": "application/json" };
    const body = JSON.stringify({ context: { targetingKey: "probe" } });
    const response = await fetch(`${this.burgee.url}/ofrep/v1/evaluate/flags`, {
      method: "POST",
      headers,
      body,
    });
    const text = await response.text();
    return text.includes("exposureToken") && text.includes(PLAN_TITLE.key);
  }

  #listen(message: ConsoleMessage): void {
    const isError = message.type() === "error" || message.type() === "warning";
    if (isError && !message.text().startsWith("Failed to load resource")) {
      this.complaints.push(message.text());
    }
  }

  async #reset(): Promise<void> {
    if (obstacle) return;
    this.front.fault = undefined;
    await this.#context?.close();
    this.#context = undefined;
    this.front.exchanges.length = 0;
    this.complaints.length = 0;
  }

  async #close(): Promise<void> {
    await this.#browser?.close();
    await Promise.all([this.front?.stop(), this.site?.close(), this.burgee?.stop()]);
  }
}

interface Sums {
  units: { variants: Record<string, { n?: number }> };
}

/** A flag that depends on an attribute. */
export const PLAN_TITLE = {
  key: "plan-title",
  name: "The title by plan",
  kind: "string",
  purpose: "configuration",
  team: "Catalogue",
  variants: { free: { value: "Free" }, pro: { value: "Pro" } },
  environments: {
    production: {
      enabled: true,
      default_variant: "free",
      rules: [
        {
          id: "who-pays",
          conditions: [{ attribute: "plan", operator: "equals", value: "pro" }],
          variant: "pro",
        },
      ],
    },
  },
};
