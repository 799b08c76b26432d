import assert from "node:assert/strict";
import { test } from "node:test";
import { retryAfterMs, waitMs } from "../src/waiting.js";

test("each failure doubles the pause, up to a minute, and no two pauses are the same", () => {
  const longest = [1, 2, 3, 10].map((failures) => {
    const pauses = Array.from({ length: 200 }, () => waitMs(failures));
    assert.ok(new Set(pauses).size > 100);
    return Math.max(...pauses);
  });

  for (const [place, most] of [1_000, 2_000, 4_000, 60_000].entries()) {
    const found = longest[place] ?? 0;
    assert.ok(found <= most && found > 0.9 * most, `${found} of ${most}`);
  }
});

test("the server may ask for a longer pause", () => {
  assert.equal(waitMs(1, 120_000), 120_000);
});

test("no server is left alone for more than five minutes", () => {
  assert.equal(retryAfterMs(new Headers({ "retry-after": "3000000" })), 300_000);
});

test("what cannot be read asks for no pause", () => {
  const pauses = [{ "retry-after": "7" }, { "retry-after": "soon" }, {}].map((headers) =>
    retryAfterMs(new Headers(headers as Record<string, string>)),
  );

  assert.deepEqual(pauses, [7_000, 0, 0]);
});
