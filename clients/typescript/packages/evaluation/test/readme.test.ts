/** What the README shows runs. */

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import * as index from "../src/index.js";
import { flagForm, onWhere, published } from "./rulesets.js";

const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8");

test("the example answers what it says", async () => {
  const [, example] = /```js\n([^`]*(?:`[^`]+`[^`]*)*?)```/.exec(README)!;
  const [, said] = /\/\/ (.*)$/m.exec(example!)!;
  const server = await serving();

  const printed = await printedBy(example!, server);

  server.close();
  assert.equal(printed, said);
});

test("every value that is exported is in the table", () => {
  const missing = Object.keys(index).filter((name) => !README.includes(`\`${name}`));

  assert.deepEqual(missing, []);
});

/** A server with the ruleset of one flag. */
async function serving(): Promise<Server> {
  const flag = flagForm(onWhere(["equals", "plan", "pro"]));
  const { manifest, chunks } = published({ "flag/new-gallery": flag });
  const server = createServer((request, response) => {
    const [, name] = /\/chunks\/(\w+)$/.exec(request.url!) ?? [];
    response.end(name === undefined ? JSON.stringify(manifest) : chunks.get(name));
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return server;
}

/** Inside of the package, where it finds itself by its name. */
async function printedBy(example: string, server: Server): Promise<string> {
  const file = fileURLToPath(new URL("readme-example.mjs", import.meta.url));
  writeFileSync(file, example);
  const { port } = server.address() as AddressInfo;
  const env = { ...process.env, BURGEE_URL: `http://127.0.0.1:${port}`, BURGEE_SERVER_KEY: "k" };
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env });
  rmSync(file);
  return stdout.trim();
}
