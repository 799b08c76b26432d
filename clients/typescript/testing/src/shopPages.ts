import { after, afterEach, before } from "node:test";
import type { Browser, BrowserContext, ConsoleMessage, Page } from "playwright-core";
import { browserObstacle, launchBrowser, Site } from "./browser.js";
import { BurgeeDev } from "./burgeeDev.js";
import { eventually } from "./eventually.js";
import { Front, through } from "./front.js";

/** Where pages ask, and with which key. */
export interface Asking {
  url: string;
  key: string;
}

export const EXPERIMENT_FLAG = "virtual-try-on";
/** Why there can be no pages here; false where there can. */
export const pagesObstacle = browserObstacle() || BurgeeDev.obstacle();

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

  private constructor(
    private readonly script: () => Promise<string>,
    private readonly more: Record<string, () => Promise<string>>,
  ) {}

  /** Opened before the tests of this file, and closed after them. `script` makes `/shop.js`, which
   * the page `/` loads; `more` makes further pages, by path. */
  static register(
    script: () => Promise<string>,
    more: Record<string, () => Promise<string>> = {},
  ): ShopPages {
    const pages = new ShopPages(script, more);
    before(() => (pagesObstacle ? undefined : pages.#open()), { timeout: 120_000 });
    afterEach(() => pages.#reset());
    after(() => (pagesObstacle ? undefined : pages.#close()), { timeout: 60_000 });
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

  /** What the server answers for all flags, as a text; not by way of the front. */
  async evaluated(context: Record<string, unknown>): Promise<string> {
    const response = await fetch(`${this.burgee.url}/ofrep/v1/evaluate/flags`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${this.burgee.clientKey}`,
        "Content-Type": "application/json",
      },
      body: JSON.stringify({ context }),
    });
    return response.text();
  }

  async #open(): Promise<void> {
    const words = ["--no-examples"];
    [this.burgee, this.#browser, this.site] = await Promise.all([
      BurgeeDev.start({ environment: "production", words }),
      launchBrowser(),
      Site.open(),
    ]);
    this.front = await Front.before(through(this.burgee.url));
    this.site.pages.set("/shop.js", await this.script());
    this.site.pages.set("/", '<!doctype html><title>Shop</title><script src="/shop.js"></script>');
    this.site.pages.set("/elsewhere", "<!doctype html><title>Elsewhere</title>");
    for (const [path, page] of Object.entries(this.more)) this.site.pages.set(path, page);
    await this.burgee.launchExperiment();
    await this.burgee.putFlag(PLAN_TITLE);
    await eventually(() => this.#isServed(), "the experiment in a ruleset");
  }

  async #isServed(): Promise<boolean> {
    const text = await this.evaluated({ targetingKey: "probe" });
    return text.includes("exposureToken") && text.includes(PLAN_TITLE.key);
  }

  #listen(message: ConsoleMessage): void {
    const isError = message.type() === "error" || message.type() === "warning";
    if (isError && !message.text().startsWith("Failed to load resource")) {
      this.complaints.push(message.text());
    }
  }

  async #reset(): Promise<void> {
    if (pagesObstacle) return;
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
