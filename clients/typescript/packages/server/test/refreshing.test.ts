import assert from "node:assert/strict";
import { afterEach, beforeEach, describe, it, mock } from "node:test";

import { Refreshing, type RefreshMode } from "../src/refreshing.js";
import { CheckFailed } from "../src/rulesetSource.js";

const START = Date.parse("2026-11-21T10:00:00Z");

describe("refreshing", () => {
  let checks: number;
  let fault: Error | undefined;
  let refreshing: Refreshing;

  beforeEach(() => {
    mock.timers.enable({ apis: ["Date", "setTimeout"], now: START });
    checks = 0;
    fault = undefined;
  });

  afterEach(() => mock.timers.reset());

  function make(mode: RefreshMode): Refreshing {
    const check = () => {
      checks += 1;
      return fault === undefined ? Promise.resolve() : Promise.reject(fault);
    };
    refreshing = new Refreshing({ mode, refreshSeconds: 30 }, check, () => undefined);
    return refreshing;
  }

  it("is due from the start, and again when its time has come", async () => {
    make("foreground");
    assert.equal(refreshing.isDue, true);
    await refreshing.begin();
    assert.equal(refreshing.isDue, false);
    mock.timers.tick(29_000);
    assert.equal(refreshing.isDue, false);
    mock.timers.tick(1_000);
    assert.equal(refreshing.isDue, true);
    assert.equal(checks, 1);
  });

  it("begins by itself in the background", async () => {
    await make("background").begin();
    mock.timers.tick(30_000);
    assert.equal(checks, 2);
  });

  it("runs one check at a time", async () => {
    make("foreground");
    await Promise.all([refreshing.begin(), refreshing.begin()]);
    assert.equal(checks, 1);
  });

  it("sees by the clock that time went by while the process stood still", async () => {
    await make("foreground").begin();
    mock.timers.setTime(START + 60_000);
    refreshing.noticeTime(Date.now());
    assert.equal(refreshing.isDue, true);
    assert.equal(refreshing.isOlderThan(59, Date.now()), true);
  });

  it("takes a clock that went back for a reason to check", async () => {
    await make("foreground").begin();
    refreshing.noticeTime(START - 1);
    assert.equal(refreshing.isDue, true);
  });

  it("waits longer after each failure, up to a minute", async () => {
    make("foreground");
    fault = new CheckFailed("away");
    for (let count = 0; count < 5; count += 1) {
      await refreshing.begin();
      refreshing.noticeTime(Date.now() + 29_999);
      assert.equal(refreshing.isDue, false);
      refreshing.noticeTime(Date.now() + 60_000);
      assert.equal(refreshing.isDue, true);
    }
  });

  it("waits a minute where the key is refused, and as long as it is asked to", async () => {
    make("foreground");
    fault = new CheckFailed("refused", true);
    await refreshing.begin();
    refreshing.noticeTime(Date.now() + 59_999);
    assert.equal(refreshing.isDue, false);
    fault = new CheckFailed("throttled", false, 300);
    await refreshing.begin();
    refreshing.noticeTime(Date.now() + 299_999);
    assert.equal(refreshing.isDue, false);
  });

  it("does nothing more once it is stopped", async () => {
    await make("background").begin();
    refreshing.stop();
    mock.timers.tick(120_000);
    await refreshing.begin();
    refreshing.noticeTime(Date.now());
    assert.equal(refreshing.isDue, false);
    assert.equal(checks, 1);
  });
});
