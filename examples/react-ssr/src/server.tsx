/** Renders the page with the flags of each visitor, so that the first picture is the right one. */

import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { scriptJson } from "@burgee/react/server";
import { LocalClient } from "@burgee/server";
import { renderToString } from "react-dom/server";
import { Page, type PageProps } from "./page.js";
import { STYLES } from "./styles.js";

const { BURGEE_URL = "", BURGEE_KEY = "", BURGEE_CLIENT_KEY = "", PORT = "8101" } = process.env;
const { BURGEE_ENVIRONMENT: environment = "development" } = process.env;
const A_YEAR = 365 * 86_400;

const client = new LocalClient({ url: BURGEE_URL, key: BURGEE_KEY, environment });
const script = await readFile(new URL("browser.js", import.meta.url));

const server = createServer(async (request, response) => {
  const path = request.url?.split("?")[0];
  if (path === "/browser.js") {
    response.writeHead(200, { "Content-Type": "text/javascript" }).end(script);
  } else if (path === "/") {
    const visitor = visitorOf(request);
    response.setHeader("Set-Cookie", `visitor=${visitor}; Max-Age=${A_YEAR}; HttpOnly; SameSite=Lax`);
    response.setHeader("Content-Type", "text/html; charset=utf-8").end(await htmlFor(visitor));
  } else {
    response.writeHead(404).end();
  }
});

/** The page for one visitor. Without Burgee it has the defaults, and the browser asks for itself. */
async function htmlFor(visitor: string): Promise<string> {
  const context = { targetingKey: visitor };
  const initialFlags = await client.bootstrap(context);
  const hasFlags = initialFlags.flags.length > 0;
  // The key in the page is the one for browsers: it can evaluate and report, nothing else.
  const asking = { url: BURGEE_URL, key: BURGEE_CLIENT_KEY };
  const props: PageProps = { options: { ...asking, ...(hasFlags && { initialFlags }) }, context };
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Quay Opticians</title>
<link rel="icon" href="data:,">
<style>${STYLES}</style>
<div id="root">${renderToString(<Page {...props} />)}</div>
<script>window.rendered = ${scriptJson(props)}</script>
<script src="/browser.js"></script>
</html>`;
}

/** Whom the request is from, by a cookie of our own. */
function visitorOf(request: IncomingMessage): string {
  return /(?:^|; )visitor=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1] ?? randomUUID();
}

async function end(): Promise<void> {
  server.closeAllConnections();
  server.close();
  await client.close();
}

process.once("SIGINT", end).once("SIGTERM", end);
server.listen(Number(PORT), "127.0.0.1", () => {
  const { port } = server.address() as AddressInfo;
  console.log(`The page is up: http://127.0.0.1:${port}  (Ctrl-C ends it)`);
});
