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
const HEIGHT = 900;
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

export class ConsoleInBrowser {
  burgee!: BurgeeDev;
  readonly complaints: string[] = [];
  #browser!: Browser;
  #contexts: BrowserContext[] = [];
  #seed: (burgee: BurgeeDev) => Promise<void> = async () => {};

  private constructor(
    private readonly words: string[],
    private readonly variables: Variables,
  ) {}

  /** Started before the tests of a file and ended after them. A test whose page complains fails. */
  static register(...words: string[]): ConsoleInBrowser {
    return ConsoleInBrowser.registerTold(() => Promise.resolve({}), ...words);
  }

  /** The same before a Burgee that is told environment variables, made before it starts. */
  static registerTold(variables: Variables, ...words: string[]): ConsoleInBrowser {
    const made = new ConsoleInBrowser(words, variables);
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
  async visit({ path, width = 1280, scheme = "light", key }: Visit): Promise<Page> {
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
    const signedIn = key === undefined ? this.burgee.adminKey : key;
    if (signedIn) await page.addInitScript(keep, signedIn);
    await page.goto(`${this.burgee.url}/console${path}`);
    return page;
  }

  /** A key with this role, limited to these environments where any are named. */
  async keyOf(role: string, ...environments: string[]): Promise<string> {
    const limited = environments.length > 0 ? { environments } : {};
    const document = { name: `A ${role}`, kind: "admin", role, ...limited };
    const made = await this.burgee.admin("POST", "/keys", { document, reason: "A test" });
    return (made as { token: string }).token;
  }

  async #open(): Promise<void> {
    mkdirSync(SCREENSHOTS, { recursive: true });
    [this.burgee, this.#browser] = await Promise.all([
      BurgeeDev.start({ words: this.words, variables: await this.variables() }),
      launchBrowser(),
    ]);
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

/** A picture of the whole page, for people to look at. */
export async function photograph(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `${SCREENSHOTS}/${name}.png`, fullPage: true });
}

/** What axe finds wrong with the page, a line each. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const found = await (window as unknown as { axe: Axe }).axe.run();
    return found.violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id} ${target.join(" ")}: ${failureSummary}`),
    );
  });
}

/** What has to be moved sideways to be read, by its class or tag: the window, or a part of it. After
 * a change of width some parts measure themselves before they find their place. */
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
  run(): Promise<{
    violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[];
  }>;
}

function keep(key: string): void {
  sessionStorage.setItem("burgee.key", key);
}
