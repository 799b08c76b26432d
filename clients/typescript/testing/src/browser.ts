/** Pages of a test, and a real browser that opens them. */

import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type BuildOptions, build } from "esbuild";
import { type Browser, chromium } from "playwright-core";

const CHROMIUM = process.env["BURGEE_CHROMIUM"] ?? "/usr/bin/chromium";
const TYPES: Record<string, string> = { ".js": "text/javascript", "": "text/html; charset=utf-8" };

/** Why no browser can be started here, for a test's `skip`; false where one can. In CI it is never
 * skipped. */
export function browserObstacle(): string | false {
  if (process.env["CI"] === "true" || existsSync(CHROMIUM)) return false;
  return "no Chromium: install one, or set BURGEE_CHROMIUM";
}

export function launchBrowser(): Promise<Browser> {
  // A test opens its own pages only, and may run where there is no sandbox to have.
  return chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox"] });
}

/** A script for the browser, of TypeScript or JavaScript that imports from `folder`. */
export async function bundle(
  contents: string,
  folder: string,
  options: BuildOptions = {},
): Promise<string> {
  const result = await build({
    stdin: { contents, resolveDir: folder, loader: "tsx" },
    bundle: true,
    format: "iife",
    jsx: "automatic",
    target: "es2022",
    write: false,
    logLevel: "error",
    ...options,
  });
  return result.outputFiles?.[0]?.text ?? "";
}

/** A site of its own origin: what it serves by path, each a text or what makes one. */
export class Site {
  readonly pages = new Map<string, string | (() => string | Promise<string>)>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<Site> {
    const server = createServer(async (request, response) => {
      const path = (request.url ?? "/").replace(/\?.*/, "");
      const page = site.pages.get(path);
      const missing = path === "/favicon.ico" ? 204 : 404;
      if (page === undefined) return void response.writeHead(missing).end();
      const type = TYPES[/\.js$/.exec(path)?.[0] ?? ""] ?? "";
      const text = typeof page === "string" ? page : await page();
      response.writeHead(200, { "content-type": type }).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const site = new Site(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    return site;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
