import assert from "node:assert/strict";
import { describe, it } from "node:test";

import type { RunForm } from "@burgee/evaluation";

import { Exposures } from "../src/exposures.js";
import type { Recorder } from "../src/recorder.js";
import { Usage } from "../src/usage.js";
import { experiment } from "./forms.js";

const RUN = experiment("faster", "checkout") as unknown as RunForm;

/** Takes notes in the place of a recorder. */
class Notes {
  readonly units: unknown[] = [];
  readonly variants: string[] = [];
  readonly used: string[] = [];
  hasRoom = true;

  expose(_run: RunForm, variant: string, context: Record<string, unknown>): boolean {
    if (this.hasRoom) {
      this.units.push(context["targetingKey"]);
      this.variants.push(variant);
    }
    return this.hasRoom;
  }

  reportUse(flagKey: string): void {
    this.used.push(flagKey);
  }

  get asRecorder(): Recorder {
    return this as unknown as Recorder;
  }
}

describe("exposures", () => {
  function meet(exposures: Exposures, ...units: unknown[]): void {
    for (const targetingKey of units) exposures.record(RUN, "control", { targetingKey });
  }

  it("are recorded where a unit meets a second variant", () => {
    const notes = new Notes();
    const exposures = new Exposures(notes.asRecorder);
    for (const variant of ["control", "treatment", "treatment", "control"]) {
      exposures.record(RUN, variant, { targetingKey: "a" });
    }
    assert.deepEqual(notes.variants, ["control", "treatment"]);
  });

  it("are recorded once for each unit and run", () => {
    const notes = new Notes();
    const exposures = new Exposures(notes.asRecorder);
    meet(exposures, "a", "b", "a");
    exposures.record({ ...RUN, run: "faster.2" }, "control", { targetingKey: "a" });
    assert.deepEqual(notes.units, ["a", "b", "a"]);
  });

  it("are not remembered where there was no room for them", () => {
    const notes = new Notes();
    const exposures = new Exposures(notes.asRecorder);
    notes.hasRoom = false;
    meet(exposures, "a");
    notes.hasRoom = true;
    meet(exposures, "a");
    assert.deepEqual(notes.units, ["a"]);
  });

  it("are of nobody without a unit", () => {
    const notes = new Notes();
    meet(new Exposures(notes.asRecorder), undefined, null, "", {}, [], true);
    assert.deepEqual(notes.units, []);
  });

  it("are remembered for a bounded number of units, the latest ones", () => {
    const notes = new Notes();
    const exposures = new Exposures(notes.asRecorder, 4);
    meet(exposures, "a", "b", "c", "d", "e"); // "a" and "b" made room
    notes.units.length = 0;
    meet(exposures, "e", "d", "c", "a");
    assert.deepEqual(notes.units, ["a"]);
  });
});

describe("usage", () => {
  it("is reported once for each flag and period of ten minutes", () => {
    const notes = new Notes();
    const usage = new Usage(notes.asRecorder);
    const now = Date.now();
    const plan = { usedIn: 0 };
    usage.note("banner", plan);
    assert.equal(plan.usedIn, usage.period);
    usage.reportIfDue(now + 599_000);
    assert.deepEqual(notes.used, []);
    usage.reportIfDue(now + 601_000);
    assert.deepEqual(notes.used, ["banner"]);
    assert.notEqual(plan.usedIn, usage.period);
    usage.reportIfDue(now + 1_300_000);
    assert.deepEqual(notes.used, ["banner"]);
  });
});
