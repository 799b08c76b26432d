import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

import { COUNTER_NAMES } from "../src/index.js";

const PACKAGE = new URL("../../", import.meta.url);
const PAGE = new URL("../../../../docs/clients/typescript-server.md", PACKAGE);

describe("the page of this package", () => {
  async function page(): Promise<string> {
    return readFile(fileURLToPath(PAGE), "utf8");
  }

  it("has every public name", async () => {
    const index = await readFile(fileURLToPath(new URL("src/index.ts", PACKAGE)), "utf8");
    const lists = [...index.matchAll(/export (?:type )?\{(.*?)\}/gs)].map(([, list]) => list!);
    const names = lists.flatMap((list) => list.match(/\b[A-Z]\w+/g) ?? []);
    assert.ok(names.length > 20);
    const text = await page();
    assert.deepEqual(
      names.filter((name) => !text.includes(`\`${name}`) && !text.includes(`{ ${name} }`)),
      [],
    );
  });

  it("has every option and every counter", async () => {
    const text = await page();
    for (const file of ["connection", "recorder", "serving", "localClient", "invocations"]) {
      const source = await readFile(fileURLToPath(new URL(`src/${file}.ts`, PACKAGE)), "utf8");
      const options = [...source.matchAll(/^export interface \w+Options.*?\{(.*?)^\}/gms)];
      const names = options.flatMap(([, body]) => [...body!.matchAll(/readonly (\w+)\??:/g)]);
      assert.ok(names.length > 0, file);
      for (const [, name] of names) assert.ok(text.includes(`\`${name}\``), name);
    }
    for (const name of COUNTER_NAMES) assert.ok(text.includes(`\`${name}\``), name);
  });
});
