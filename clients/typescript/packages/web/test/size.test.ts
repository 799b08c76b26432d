import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { bundle } from "@burgee/testing/browser";

const MOST_BYTES = 5_000;
const SOURCES = fileURLToPath(new URL("../src", import.meta.url));

test("a browser loads less than 5 kB of ours", async () => {
  const script = await bundle('export * from "./index.js"', SOURCES, {
    minify: true,
    format: "esm",
    external: ["@openfeature/*"],
  });

  const bytes = gzipSync(script, { level: 9 }).length;

  assert.ok(bytes < MOST_BYTES, `it is ${bytes} bytes`);
});
