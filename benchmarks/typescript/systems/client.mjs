/** Burgee's client for Node.js in local mode: what an application calls. */

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

import { contextOf } from "./burgee.mjs";

const PACKAGE = "../../../clients/typescript/packages/server/dist/src/index.js";

export async function load(folder) {
  const { LocalClient } = await import(PACKAGE);
  const server = createServer((request, response) => answer(folder, request, response));
  await once(server.listen(0, "127.0.0.1"), "listening");
  const client = new LocalClient({
    url: `http://127.0.0.1:${server.address().port}`,
    key: "bench",
    environment: "production",
  });
  if (!(await client.ready())) throw new Error("the client got no ruleset");
  return {
    version: "here",
    note: "LocalClient.valueSync, refreshing as ever, usage reported",
    context: contextOf,
    call: (kind, key) => {
      const defaultValue = kind === "w4" ? {} : false;
      return (context) => client.valueSync(key, context, defaultValue);
    },
    bulk: (context) => client.evaluateAllSync(context),
    bulkValue: (answers, key) => answers.get(key).value,
  };
}

/** The files of the ruleset; events are taken. */
function answer(folder, request, response) {
  const [, path] = /^\/api\/v1\/rulesets\/production(.*)$/.exec(request.url) ?? [];
  request.resume();
  if (path === undefined) return response.end('{"accepted": 0, "rejected": []}');
  if (path === "") response.setHeader("etag", '"1"');
  const isKnown = request.headers["if-none-match"] === '"1"';
  if (path === "" && isKnown) return response.writeHead(304).end();
  const name = path === "" ? "manifest" : path.split("/").at(-1);
  response.end(readFileSync(join(folder, "ruleset", name)));
}
