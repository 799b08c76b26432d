import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { BurgeeDev } from "@burgee/testing";
import type {
  Gradual,
  Guardrail,
  MadeAlarm,
  Rollout,
  Stage,
  StoredRollout,
} from "../src/api/types.js";
import { newGuardrail } from "../src/pages/newrollout/guardrails.js";
import { PRESETS, presetOf } from "../src/pages/newrollout/presets.js";
import {
  dimensionProblem,
  dimensionsInWords,
  dimensionsOf,
  listeningTo,
  MOST_MADE_ALARMS,
  newMadeAlarm,
  withGuardrail,
} from "../src/pages/newrollout/madeAlarms.js";
import {
  blank,
  copied,
  documentOf,
  nextStage,
  withStrategy,
  writtenOf,
} from "../src/pages/newrollout/written.js";
import { editOf } from "../src/pages/newrollout/writing.js";
import {
  ALPHA,
  madeAlarmInWords,
  MEASURING,
  SPIKES,
  spikeInWords,
  TRIGGERS,
  triggersOff,
} from "../src/pages/rollout/guarding.js";
import { audienceInWords, placeOf, plannedStages } from "../src/pages/rollout/plan.js";
import { readable } from "../src/pages/rollout/readable.js";
import { findingOf, pInWords, servedInWords, valueOf } from "../src/pages/rollout/standing.js";
import { STEPS, stepOf, stepsOf } from "../src/pages/rollout/steps.js";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const OPTIONS = { skip: BurgeeDev.obstacle() };

function aRollout(parts: Partial<Rollout> = {}): Rollout {
  const stages = [10, 50, 100].map((percentage) => ({ percentage, wait: "1d" }));
  const what = { key: "lanes", flag: "express-lane", environment: "production", variant: "on" };
  return { ...what, stages, status: "pending", ...parts };
}

function aStored(document: Rollout): StoredRollout {
  const who = { actor: "ann", actor_name: "", environments: null };
  const change = { ...who, action: "start", reason: "", at: null } as const;
  const names = { created_by_name: "", updated_by_name: "" };
  const envelope = { created_at: null, created_by: "", updated_at: null, updated_by: "", ...names };
  return { key: document.key, version: 2, document, change, ...envelope };
}

function aGuardrail(key: string, parts: Partial<Guardrail> = {}): Guardrail {
  const what = { type: "conversion_rate", event_name: "error", direction: "decrease" } as const;
  return { signal: "error_rate", metric: { key, ...what }, ...parts };
}

/** A rollout that says something of everything that few do. */
function aGuardedRollout(): Rollout {
  return aRollout({
    guardrails: [aGuardrail("errors")],
    triggers: { threshold: false },
    spikes: { ratio: 5 },
    alpha: 0.01,
    expose_on: "fetch",
    alarms: ["shop-errors"],
    make_alarms: [{ name: "failing", kind: "error_rate", guardrail: "errors", above: 0.05 }],
    on_alarm: { bake_time: "1h" },
  });
}

function words(parts: Stage): string {
  return plannedStages({ stages: [parts] }).map((stage) => audienceInWords(stage))[0] ?? "";
}

/** What Python says: `code` prints one JSON value of `given`. */
function python(code: string, given: unknown = null): unknown {
  const command = process.env["BURGEE_PYTHON"] ?? `${ROOT}.venv/bin/python`;
  const env = { ...process.env, PYTHONPATH: `${ROOT}layers/core/python` };
  const program = `import json, sys; given = json.loads(sys.argv[1]); ${code}`;
  const printed = execFileSync(command, ["-c", program, JSON.stringify(given)], { env });
  return JSON.parse(printed.toString());
}

test("stages by numbers are those that the API makes", OPTIONS, () => {
  const each: Gradual[] = [
    [5, 15, 50],
    [33.333, 33.333, 100],
    [1, 33, 100],
    [100, 10, 100],
    [0.5, 0.25, 2],
  ].map(([initial_percentage, increment_percentage, maximum_percentage]) => ({
    initial_percentage: initial_percentage ?? 0,
    increment_percentage: increment_percentage ?? 0,
    maximum_percentage: maximum_percentage ?? 0,
    increment_interval: "6h",
  }));

  const shares = each.map((gradual) =>
    plannedStages({ gradual }).map(({ percentage }) => percentage),
  );

  const known = python(
    "from burgee.domain.rollouts import Gradual; " +
      "print(json.dumps([[s.percentage for s in Gradual(**one).stages] for one in given]))",
    each,
  );
  assert.deepEqual(shares, known);
});

test("every strategy has its stages", () => {
  const conditions = [{ attribute: "country", operator: "equals", value: "NO" } as const];

  const told = [
    aRollout({ strategy: "percentage", percentage: 20 }),
    aRollout({ strategy: "user_list", user_list: ["ann", "bob"] }),
    aRollout({ strategy: "attribute_based", attributes: conditions, percentage: 50 }),
    aRollout({ strategy: "gradual" }),
  ].map((rollout) => plannedStages(rollout).map((stage) => audienceInWords(stage)));

  assert.deepEqual(told, [
    ["20 % of everybody"],
    ["ann, bob"],
    ['50 % of those where country is "NO"'],
    ["10 % of everybody", "50 % of everybody", "everybody"],
  ]);
});

test("a stage says whom it gives the new variant", () => {
  const told = [
    words({ units: ["ann"] }),
    words({ units: ["a", "b", "c", "d", "e", "f", "g"], percentage: 5 }),
    words({ segments: ["staff", "friends"], percentage: 10 }),
    words({ segments: ["staff"] }),
    words({}),
    words({ percentage: 0 }),
  ];

  assert.deepEqual(told, [
    "ann",
    "5 % of everybody, and a, b, c, d, e and 2 more",
    "10 % of segment staff or friends",
    "all of segment staff",
    "everybody",
    "nobody",
  ]);
});

test("stages before the one that is reached are done", () => {
  assert.deepEqual(
    [0, 1, 2].map((at) => placeOf(at, 1)),
    ["done", "now", "to come"],
  );
  assert.equal(placeOf(0, null), "to come");
});

test("the steps that are offered are those that the API allows", OPTIONS, () => {
  const known = python(
    "from burgee.domain.rollout_lifecycle import ROLLOUT_TRANSITIONS as T; " +
      "print(json.dumps({a.value.replace('_', '-'): sorted(t.sources) for a, t in T.items()}))",
  ) as Record<string, string[]>;

  for (const { verb, from } of STEPS) assert.deepEqual([...from].sort(), known[verb], verb);
});

test("at its first stage it can go up, and not down", () => {
  const verbs = stepsOf(aRollout({ status: "ramping", stage: 0 })).map(({ verb }) => verb);

  assert.deepEqual(verbs, ["pause", "ramp-up", "roll-back", "abort"]);
});

test("what is complete and settled can only be archived", () => {
  const completed = aRollout({ status: "completed", stage: 2, is_settled: true });

  assert.deepEqual(
    stepsOf(completed).map(({ verb }) => verb),
    ["archive"],
  );
});

test("ramping up says who gets it next, and from when all do", () => {
  const document = aRollout({ status: "ramping", stage: 0 });
  const up = STEPS.find(({ verb }) => verb === "ramp-up");
  assert.ok(up);

  const made = stepOf(up, aStored(document));

  const told = /express-lane is on for 50 % of everybody in production\. After 1 day/;
  assert.match(made.warning ?? "", told);
  assert.deepEqual(made.shows, [
    {
      field: "express-lane is on",
      before: "for 10 % of everybody, stage 1 of 3",
      after: "for 50 % of everybody, stage 2 of 3",
    },
  ]);
});

test("a rollout says who gets what now", () => {
  const told = [
    aRollout({ status: "ramping", stage: 1 }),
    aRollout({ status: "rolled_back", stage: 1 }),
    aRollout({ status: "completed", stage: 2, is_settled: true }),
  ].map(servedInWords);

  assert.deepEqual(told, [
    "express-lane is on for 50 % of everybody in production.",
    "It gives on to nobody: express-lane answers in production by its own rules.",
    "It is complete: express-lane says by itself now what it gave.",
  ]);
});

test("a share of units is told in percent, any other value as it is", () => {
  const told = [
    valueOf("conversion_rate", 0.04567),
    valueOf("average_value", 812.4),
    valueOf("count", null),
    pInWords(0.0000012),
    pInWords(0.43),
    pInWords(null),
  ];

  assert.deepEqual(told, [
    "4.567 %",
    "812.4",
    "no data yet",
    "below 0.0001",
    "0.43",
    "not compared",
  ]);
});

test("of what is found of a guardrail, the worst is told", () => {
  const guardrail: Guardrail = {
    metric: { key: "errors", type: "conversion_rate", event_name: "error" },
  };
  const reading = {
    guardrail: "errors",
    signal: "error_rate" as const,
    values: {},
    p_value: null,
    criterion_met: false,
    detail: "",
  };
  const breach = { guardrail: "errors", trigger: "harm" as const, detail: "" };

  const found = [
    findingOf({ guardrail, reading: undefined, breaches: [] }),
    findingOf({ guardrail, reading, breaches: [] }),
    findingOf({ guardrail, reading: { ...reading, criterion_met: null }, breaches: [] }),
    findingOf({ guardrail, reading, breaches: [{ ...breach, acts: false }] }),
    findingOf({ guardrail, reading, breaches: [{ ...breach, acts: true }] }),
  ];

  assert.deepEqual(found, ["not judged", "not met", "fine", "told", "breached"]);
});

test("the history tells stages in words, and nothing that says nothing", () => {
  const told = readable(aRollout({ name: "", tags: [], stage: 1, runs: [] }));

  assert.deepEqual(told, {
    key: "lanes",
    flag: "express-lane",
    environment: "production",
    variant: "on",
    status: "pending",
    stage: 2,
    "stage 1": "for 10 % of everybody, then 1 day",
    "stage 2": "for 50 % of everybody, then 1 day",
    "stage 3": "for everybody, then 1 day",
  });
});

test("with another strategy what only the old one had is gone", () => {
  const { stages, percentage, strategy } = withStrategy("percentage");

  assert.deepEqual([stages, percentage, strategy], [[], 10, "percentage"]);
});

test("the stages of a preset are known again until they are changed", () => {
  const [careful] = PRESETS;
  const stages = copied(careful?.stages ?? []);

  assert.equal(presetOf(stages)?.id, careful?.id);
  assert.equal(presetOf([...stages, nextStage(stages)]), undefined);
});

test("a new guardrail has a key of its own", () => {
  const errors = newGuardrail("error_rate", []);

  const second = newGuardrail("error_rate", [errors]);

  assert.deepEqual([errors.metric.key, second.metric.key], ["errors", "errors-2"]);
});

test("what counts where nothing is said is what the API takes then", OPTIONS, () => {
  const known = python(
    "from burgee.domain.rollouts import MadeAlarm, RollbackTriggers, Rollout, Spikes; " +
      "alarm = MadeAlarm(name='a', kind='custom', guardrail='g', above=1); " +
      "print(json.dumps([Rollout.model_fields['alpha'].default, Spikes().model_dump(), " +
      "alarm.model_dump(include=set(given)), RollbackTriggers().model_dump(), " +
      "Rollout.model_fields['make_alarms'].metadata[0].max_length]))",
    Object.keys(MEASURING),
  );

  const isOn = Object.fromEntries(Object.keys(TRIGGERS).map((trigger) => [trigger, true]));
  assert.deepEqual([ALPHA, SPIKES, MEASURING, isOn, MOST_MADE_ALARMS], known);
});

test("a rollout that is written as it was stored says the same, also what no field is for", () => {
  const stored = { ...aGuardedRollout(), not_invented_yet: { so: "it stays" } };

  const document = documentOf(writtenOf(stored)) as Partial<Rollout>;

  const { status: _, ...own } = stored;
  const [alarm] = own.make_alarms ?? [];
  const made = { strategy: "gradual", maximum_days: 30, minimum_units: 1000 };
  const same = { ...own, ...made, make_alarms: [{ ...MEASURING, ...alarm }] };
  assert.deepEqual(document, { ...same, percentage: null, gradual: null });
});

test("a change of one field sends this one, and leaves the others to whoever writes them", () => {
  const document = aGuardedRollout();
  const written = { ...writtenOf(document), alpha: 0.02, spikes: { ratio: 5, window: "10m" } };

  const made = editOf(aStored(document), written, () => undefined);

  assert.deepEqual(made.shows, [
    { field: "spikes.window", before: undefined, after: "10m" },
    { field: "alpha", before: 0.01, after: 0.02 },
  ]);
});

test("the limit of an alarm that is not written yet is not sent, so that it is missing", () => {
  const open = { name: "slow", kind: "latency", guardrail: "slow", above: null } as const;
  const alarm = { ...MEASURING, ...open };

  const { make_alarms } = documentOf({ ...blank("staging", "lane", "on"), make_alarms: [alarm] });

  assert.equal("above" in (make_alarms?.[0] ?? {}), false);
});

test("an alarm that is made listens to the first guardrail that has none yet", () => {
  const guardrails = [aGuardrail("errors"), aGuardrail("slow", { signal: "latency" })];
  const written = { ...blank("staging", "express-lane", "on"), guardrails };

  const first = newMadeAlarm(written);
  const second = newMadeAlarm({ ...written, make_alarms: [first] });
  const third = newMadeAlarm({ ...written, make_alarms: [first, second] });

  const made = [first, second, third].map(({ name, kind, guardrail }) => [name, kind, guardrail]);
  assert.deepEqual(made, [
    ["errors", "error_rate", "errors"],
    ["slow", "latency", "slow"],
    ["alarm", "custom", null],
  ]);
});

test("an alarm that listens to a guardrail has no metric of CloudWatch", () => {
  const own = { namespace: "Shop", metric_name: "Failures", dimensions: { Stage: "live" } };
  const alarm = { name: "a", kind: "custom", above: 3, period_seconds: 60, periods: 2 } as const;

  const { namespace, metric_name, dimensions, above } = listeningTo(
    { ...alarm, ...own },
    aGuardrail("errors"),
  );

  assert.deepEqual([namespace, metric_name, dimensions, above], ["", "", {}, 3]);
});

test("an alarm follows the key of its guardrail, and no other one does", () => {
  const written = writtenOf(aGuardedRollout());

  const renamed = withGuardrail(written, 0, aGuardrail("failures"));
  const kept = withGuardrail(written, 0, aGuardrail("errors", { criterion: 0.1 }));

  assert.deepEqual(
    renamed.make_alarms?.map(({ guardrail }) => guardrail),
    ["failures"],
  );
  assert.deepEqual(Object.keys(kept), ["guardrails"]);
});

test("dimensions are written as a name and a value, and one that lacks either is told", () => {
  const dimensions = { LoadBalancer: "app/shop=1", Zone: "eu" };

  assert.deepEqual(dimensionsOf(dimensionsInWords(dimensions)), dimensions);
  assert.equal(dimensionProblem(dimensions), "");
  assert.match(dimensionProblem(dimensionsOf(["LoadBalancer"])), /its name and its value/);
});

test("an alarm that is made is told with its limit as people read it", () => {
  const guardrails = [aGuardrail("errors")];
  const measured = { period_seconds: 300, periods: 1 };
  const own = { namespace: "Shop", metric_name: "Failures" };
  const each: MadeAlarm[] = [
    { name: "failing", kind: "error_rate", guardrail: "errors", above: 0.05 },
    { name: "many", kind: "custom", ...own, above: 12, ...measured },
  ];

  assert.deepEqual(
    each.map((alarm) => madeAlarmInWords(alarm, guardrails)),
    [
      "failing: errors above 5 % in 2 periods of 60 seconds",
      "many: Shop Failures above 12 in one period of 300 seconds",
    ],
  );
});

test("what is judged in another way than most is told in words", () => {
  const { spikes, triggers } = aGuardedRollout();

  assert.equal(
    spikeInWords(spikes),
    "Over 5 minutes at least 5 times the rate of the 24 hours before, and by chance less " +
      "likely than 0.1 %",
  );
  assert.deepEqual(triggersOff({ ...(triggers && { triggers }) }), ["threshold"]);
});
