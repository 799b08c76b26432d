/** The built console in a real browser, before a real Burgee on this machine. */

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { after, afterEach, before } from "node:test";
import { BurgeeDev } from "@burgee/testing";
import { browserObstacle, launchBrowser } from "@burgee/testing/browser";

type Browser = Awaited<ReturnType<typeof launchBrowser>>;
type BrowserContext = Awaited<ReturnType<Browser["newContext"]>>;
export type Page = Awaited<ReturnType<Browser["newPage"]>>;

/** Of a test's page. */
export interface Visit {
  path: string;
  width?: number;
  scheme?: "light" | "dark";
  /** Whose key; nobody's is `null`. */
  key?: string | null;
}

const CONSOLE = fileURLToPath(new URL("../../..", import.meta.url));
const SCREENSHOTS = `${CONSOLE}/screenshots`;
const AXE = readFileSync(`${CONSOLE}/node_modules/axe-core/axe.min.js`, "utf8");
/** From the widest on, which begins with the navigation beside the page. */
const WIDTHS = [1280, 768, 400] as const;
const HEIGHT = 900;
/** Dark differs from light in its colours alone. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];
const SETTLED_MS = 3_000;
/** The browser says it of each answer that is a refusal; the page shows it where that matters. */
const REFUSED = "Failed to load resource";

/** Why it cannot be tried here, for a test's `skip`; false where it can. */
export const obstacle: string | false =
  browserObstacle() ||
  BurgeeDev.obstacle() ||
  (existsSync(`${CONSOLE}/dist/index.html`) ? false : "the console is not built: npm run build");

export const OPTIONS = { skip: obstacle, timeout: 60_000 };

type Variables = () => Promise<Record<string, string>>;

/** What the files of a process share: several are one where a file imports them. */
let sharedBrowser: Promise<Browser> | undefined;
let sharedBurgee: Promise<BurgeeDev> | undefined;

export class ConsoleInBrowser {
  burgee!: BurgeeDev;
  readonly complaints: string[] = [];
  #browser!: Browser;
  #contexts: BrowserContext[] = [];
  #tab: Page | undefined;
  #seed: (burgee: BurgeeDev) => Promise<void> = async () => {};

  private constructor(private readonly variables: Variables | undefined) {}

  /** There before the tests of a file and ended after them, but the same for all files that one
   * file imports, as `ci.ts` does. A test whose page complains fails. */
  static register(): ConsoleInBrowser {
    return ConsoleInBrowser.#registered(new ConsoleInBrowser(undefined));
  }

  /** The same before a Burgee of this file alone, told environment variables where there are any:
   * for tests that change what others see, or count what others make. */
  static registerAlone(variables: Variables = () => Promise.resolve({})): ConsoleInBrowser {
    return ConsoleInBrowser.#registered(new ConsoleInBrowser(variables));
  }

  static #registered(made: ConsoleInBrowser): ConsoleInBrowser {
    before(() => (obstacle ? undefined : made.#open()), { timeout: 600_000 });
    afterEach(() => made.#reset());
    after(() => (obstacle ? undefined : made.#close()), { timeout: 60_000 });
    return made;
  }

  /** What is made in it before the tests of the file begin. */
  seed(make: (burgee: BurgeeDev) => Promise<void>): void {
    this.#seed = make;
  }

  /** A page of the console, signed in as the owner unless told otherwise. */
  async visit(visit: Visit): Promise<Page> {
    const page = await this.#newPage(visit);
    const signedIn = visit.key === undefined ? this.burgee.adminKey : visit.key;
    if (signedIn) await page.addInitScript(keep, signedIn);
    await page.goto(`${this.burgee.url}/console${visit.path}`);
    return page;
  }

  /** A page as the owner sees it who was never here before, in the one tab of all tests that ask
   * so: it is loaded anew, but compiled once, which is most of what a visit costs. */
  async turnTo(path: string): Promise<Page> {
    this.#tab ??= await this.#firstPage();
    await this.#tab.setViewportSize({ width: WIDTHS[0], height: HEIGHT });
    await this.#tab.goto(`${this.burgee.url}/console${path}`);
    return this.#tab;
  }

  /** A key with this role, limited to these environments where any are named. */
  async keyOf(role: string, ...environments: string[]): Promise<string> {
    const limited = environments.length > 0 ? { environments } : {};
    const document = { name: `A ${role}`, kind: "admin", role, ...limited };
    const made = await this.burgee.admin("POST", "/keys", { document, reason: "A test" });
    return (made as { token: string }).token;
  }

  async #newPage({ width = WIDTHS[0], scheme = "light" }: Partial<Visit>): Promise<Page> {
    const viewport = { width, height: HEIGHT };
    const context = await this.#browser.newContext({
      viewport,
      colorScheme: scheme,
      reducedMotion: "reduce",
    });
    this.#contexts.push(context);
    const page = await context.newPage();
    page.on("console", (message) => {
      const isBad = message.type() === "error" || message.type() === "warning";
      if (isBad && !message.text().startsWith(REFUSED)) this.complaints.push(message.text());
    });
    page.on("pageerror", (fault) => this.complaints.push(String(fault)));
    return page;
  }

  async #firstPage(): Promise<Page> {
    const page = await this.#newPage({});
    this.#contexts.pop();
    await page.addInitScript(forget);
    await page.addInitScript(keep, this.burgee.adminKey);
    return page;
  }

  async #open(): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    const browser = (sharedBrowser ??= launchBrowser());
    const burgee = this.variables ? started(this.variables) : (sharedBurgee ??= BurgeeDev.start());
    [this.burgee, this.#browser] = await Promise.all([burgee, browser]);
    await this.#seed(this.burgee);
  }

  async #reset(): Promise<void> {
    await Promise.all(this.#contexts.map((context) => context.close()));
    this.#contexts = [];
    const complaints = this.complaints.splice(0);
    assert.deepEqual(complaints, []);
  }

  async #close(): Promise<void> {
    await this.#browser?.close();
    await this.burgee?.stop();
  }
}

async function started(variables: Variables): Promise<BurgeeDev> {
  return BurgeeDev.start({ variables: await variables() });
}

/** A picture of the whole page, for people to look at: in a window as tall as the page, as
 * some parts are as tall as the window. Where a dialog is open, of the window as it is. */
export async function photograph(page: Page, name: string): Promise<void> {
  const path = `${SCREENSHOTS}/${name}.png`;
  const { width, height } = page.viewportSize() ?? { width: WIDTHS[0], height: HEIGHT };
  const isDialog = (await page.getByRole("dialog").count()) > 0;
  const whole = await page.evaluate(() => document.documentElement.scrollHeight);
  if (isDialog || whole <= height) return void (await page.screenshot({ path }));
  await page.setViewportSize({ width, height: whole });
  await page.screenshot({ path });
  await page.setViewportSize({ width, height });
}

/** What is wrong with how a page looks, in dark, in light and at every width; with a picture of
 * each. `shows` waits for what is there once the page is. */
export async function flaws(
  page: Page,
  name: string,
  shows: () => Promise<unknown>,
): Promise<string[]> {
  // Where it is narrow, axe objects to an attribute of Cloudscape's own: aria-orientation.
  await page.setViewportSize({ width: WIDTHS[0], height: HEIGHT });
  await page.emulateMedia({ colorScheme: "dark" });
  const found = await violations(page, COLOUR_RULES);
  await photograph(page, `${name}-dark`);
  await page.emulateMedia({ colorScheme: "light" });
  found.push(...(await violations(page)));
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: HEIGHT });
    await shows();
    found.push(...(await tooWide(page)));
    await photograph(page, `${name}-${width}`);
  }
  return found;
}

/** Unfold everything that is folded up. */
export async function unfoldAll(page: Page): Promise<void> {
  const folded = page.locator("#content [aria-expanded=false][role=button][aria-controls]");
  while ((await folded.count()) > 0) await folded.first().click();
}

/** What axe finds wrong with the page, a line each; by these rules alone where any are named. */
export async function violations(page: Page, rules?: readonly string[]): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(AXE);
  return page.evaluate(async (values) => {
    const only = values === undefined ? {} : { runOnly: { type: "rule", values } };
    const { axe } = window as unknown as { axe: Axe };
    const found = await axe.run({ resultTypes: ["violations"], ...only });
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary}`),
    );
  }, rules);
}

/** What has to be moved sideways to be read, by its class or tag: the window, or a part of it.
 * After a change of width some parts measure themselves before they find their place. */
export async function tooWide(page: Page): Promise<string[]> {
  const deadline = Date.now() + SETTLED_MS;
  let found = await widerThanTheirPlace(page);
  while (found.length > 0 && Date.now() < deadline) found = await widerThanTheirPlace(page);
  return found;
}

function widerThanTheirPlace(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const all = [document.documentElement, ...document.querySelectorAll<HTMLElement>("body *")];
    const scrolls = (one: HTMLElement) =>
      one === document.documentElement || /auto|scroll/.test(getComputedStyle(one).overflowX);
    // Tabs that do not fit are turned to by the arrows beside them.
    const isTabs = (one: HTMLElement) => one.closest("[role=tablist]") !== null;
    const wider = all.filter(
      (one) => one.scrollWidth > one.clientWidth + 1 && scrolls(one) && !isTabs(one),
    );
    return wider.map((one) => one.className || one.tagName);
  });
}

interface Axe {
  run(options: object): Promise<{
    violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[];
  }>;
}

function forget(): void {
  sessionStorage.clear();
  localStorage.clear();
}

function keep(key: string): void {
  sessionStorage.setItem("burgee.key", key);
}
