import assert from "node:assert/strict";
import { test } from "node:test";
import type { Flag, Rule, Settings } from "../src/api/types.js";
import { merged } from "../src/parts/merging.js";
import { blankFlag, problemsOfNewFlag, withKind, withName } from "../src/pages/newflag/drafting.js";
import { problemsOfFlag } from "../src/pages/flag/checking.js";
import {
  copied,
  freeVariantKey,
  moved,
  newRule,
  outcomeOf,
  usesOfVariant,
  withOutcome,
  withVariantRenamed,
} from "../src/pages/flag/editing.js";
import { effectInWords, plannedChange, problemsOfPlanned } from "../src/pages/flag/scheduling.js";
import { flagDifferences, touchedEnvironments } from "../src/pages/flag/telling.js";

const NOW = Date.parse("2026-11-21T12:00:00Z");

function aRule(id: string, changed: Partial<Rule> = {}): Rule {
  return { id, name: "", variant: "green", conditions: [], ...changed };
}

function aFlag(settings: Partial<Settings> = {}, changed: Partial<Flag> = {}): Flag {
  const production: Settings = { enabled: true, default_variant: "blue", rules: [], ...settings };
  return {
    key: "colour",
    kind: "string",
    name: "Colour",
    variants: { blue: { value: "#00f" }, green: { value: "#0f0" } },
    environments: { production },
    ...changed,
  };
}

function ids(flag: Flag): (string | null | undefined)[] {
  return (flag.environments?.["production"]?.rules ?? []).map(({ id }) => id);
}

test("changes of different fields are both kept", () => {
  const base = aFlag();
  const ours = aFlag({ enabled: false });
  const theirs = aFlag({}, { name: "Colours", tags: ["shop"] });

  assert.deepEqual(merged(base, ours, theirs), { ...theirs, environments: ours.environments });
});

test("of two changes of one field, ours holds", () => {
  const [base, ours, theirs] = ["a", "b", "c"].map((name) => aFlag({}, { name }));

  assert.equal(merged(base, ours, theirs)?.name, "b");
});

test("rules that both added are all there, each where it was put", () => {
  const base = aFlag({ rules: [aRule("a"), aRule("b")] });
  const ours = aFlag({ rules: [aRule("ours"), aRule("a"), aRule("b")] });
  const theirs = aFlag({ rules: [aRule("a"), aRule("theirs"), aRule("b")] });

  assert.deepEqual(ids(merged(base, ours, theirs)), ["ours", "a", "theirs", "b"]);
});

test("our order of rules holds, with what they changed in them", () => {
  const base = aFlag({ rules: [aRule("a"), aRule("b")] });
  const ours = aFlag({ rules: [aRule("b"), aRule("a")] });
  const theirs = aFlag({ rules: [aRule("a", { name: "Theirs" }), aRule("b")] });

  const found = merged(base, ours, theirs);

  assert.deepEqual(ids(found), ["b", "a"]);
  assert.equal(found.environments?.["production"]?.rules?.[1]?.name, "Theirs");
});

test("a rule that one removed is gone, unless the other changed it", () => {
  const base = aFlag({ rules: [aRule("a"), aRule("b")] });
  const ours = aFlag({ rules: [aRule("a", { name: "Kept" }), aRule("b")] });
  const theirs = aFlag({ rules: [] });

  assert.deepEqual(ids(merged(base, ours, theirs)), ["a"]);
  assert.deepEqual(ids(merged(base, theirs, base)), []);
});

test("tags of both are there, and those that one removed are not", () => {
  const [base, ours, theirs] = [
    ["a", "b"],
    ["b", "c"],
    ["a", "b", "d"],
  ].map((tags) => aFlag({}, { tags }));

  assert.deepEqual(merged(base, ours, theirs)?.tags, ["b", "d", "c"]);
});

test("an environment that was taken out stays out", () => {
  const base = aFlag();
  const ours = aFlag({}, { environments: {} });

  assert.deepEqual(merged(base, ours, aFlag({}, { name: "New" })).environments, {});
});

test("differences of rules are told as sentences", () => {
  const before = aFlag({ rules: [aRule("a"), aRule("b", { name: "Half" })] });
  const half = aRule("b", { name: "Half", percentage: 50, bucket_by: "company" });
  const after = aFlag({ rules: [half, aRule("c")], default_variant: "green" });

  assert.deepEqual(
    flagDifferences(before, after).map(({ field, before: was, after: is }) => [field, was, is]),
    [
      ["production: default variant", "blue", "green"],
      ["production: rule 1", "Everybody: green", undefined],
      [
        "production: rule 1, Half",
        "Everybody: green",
        "Everybody, 50 % of them: green, drawn by company",
      ],
      ["production: rule 2", undefined, "Everybody: green"],
    ],
  );
});

test("another order of rules is told by their names", () => {
  const [one, other] = [aRule("a", { name: "Staff" }), aRule("b")];

  const found = flagDifferences(aFlag({ rules: [one, other] }), aFlag({ rules: [other, one] }));

  assert.deepEqual(found, [
    { field: "production: order of the rules", before: "Staff, b", after: "b, Staff" },
  ]);
});

test("a switch is told as on and off, and what says nothing is not told", () => {
  const after = aFlag({ enabled: false, off_variant: null, targets: {}, schedule: [] });

  assert.deepEqual(flagDifferences(aFlag(), after), [
    { field: "production: enabled", before: "on", after: "off" },
  ]);
});

test("values of variants are told as they are, also empty ones", () => {
  const after = aFlag({}, { variants: { blue: { value: "" }, green: { value: "#0f0" } } });

  assert.deepEqual(flagDifferences(aFlag(), after), [
    { field: "variants blue value", before: "#00f", after: "" },
  ]);
});

test("what all environments share touches all of them, a section only its own", () => {
  const base = aFlag();
  const staging = { ...base.environments, staging: { default_variant: "blue" } };

  assert.deepEqual(touchedEnvironments(base, { ...base, environments: staging }), ["staging"]);
  assert.deepEqual(touchedEnvironments(base, aFlag({}, { name: "New" })), ["production"]);
});

test("a new rule has an id that no other has, and so has a copy", () => {
  const rules = [aRule("rule-2"), aRule("x", { name: "Staff" })];

  assert.equal(newRule(rules, "blue").id, "rule-3");
  assert.deepEqual(copied(aRule("x", { name: "Staff" }), rules).name, "Staff (copy)");
  assert.equal(copied(aRule("x"), [...rules, aRule("rule-3")]).id, "rule-4");
});

test("a rule is moved to another place", () => {
  assert.deepEqual([moved(["a", "b", "c"], 2, 0), moved(["a", "b"], 0, 1)], [
    ["c", "a", "b"],
    ["b", "a"],
  ]);
});

test("an outcome keeps its shares when it is said in another way", () => {
  const variants = ["blue", "green"];

  const split = withOutcome(aRule("a"), "split", variants);
  const uneven = { ...split, split: { blue: 1, green: 3 } };
  const percentages = withOutcome(uneven, "percentages", variants);
  const one = withOutcome(percentages, "variant", variants);

  assert.deepEqual(split.split, { blue: 1, green: 1 });
  assert.deepEqual(percentages.percentages, { blue: 25, green: 75 });
  assert.deepEqual([outcomeOf(one), one.variant, one.percentages], ["variant", "green", null]);
});

test("a variant is renamed wherever it is named", () => {
  const flag = aFlag({
    off_variant: "blue",
    targets: { blue: ["u1"] },
    rules: [aRule("a", { variant: "blue" }), aRule("b", { variant: null, split: { blue: 1 } })],
    rollout: { variant: "blue", percentage: 5 },
    schedule: [{ at: "2031-01-01", default_variant: "blue" }],
  });

  const renamed = withVariantRenamed(flag, "blue", "navy");

  assert.deepEqual(usesOfVariant(renamed, "blue"), []);
  assert.deepEqual(usesOfVariant(renamed, "navy"), [
    "production: default variant",
    "production: off variant",
    "production: named units",
    "production: rule 1",
    "production: rule 2",
    "production: share of everybody else",
    "production: schedule",
  ]);
  assert.deepEqual(Object.keys(renamed.variants ?? {}), ["navy", "green"]);
});

test("a new variant gets a key that is free", () => {
  const flag = aFlag({}, { variants: { "variant-2": { value: "" } } });

  assert.equal(freeVariantKey(flag), "variant-3");
});

test("what would be refused is said at the fields of the API", () => {
  const flag = aFlag(
    {
      prerequisites: { other: [] },
      rollout: { variant: "blue", percentage: 120 },
      rules: [
        aRule("a", { conditions: [{ attribute: "", operator: "equals", value: "x" }] }),
        aRule("b", { variant: null, percentages: { blue: 10 } }),
        aRule("c", { percentage: -1 }),
      ],
    },
    { kind: "number" },
  );

  assert.deepEqual(
    problemsOfFlag(flag).map(({ field }) => field),
    [
      "variants.blue.value",
      "variants.green.value",
      "environments.production.prerequisites.other",
      "environments.production.rules.0.conditions.0.attribute",
      "environments.production.rules.1.percentages",
      "environments.production.rules.2.percentage",
      "environments.production.rollout.percentage",
    ],
  );
});

test("a new flag is off everywhere, and needs a key", () => {
  const flag = blankFlag(["staging", "production"]);

  assert.deepEqual(Object.values(flag.environments ?? {}), [
    { enabled: false, default_variant: "off" },
    { enabled: false, default_variant: "off" },
  ]);
  assert.deepEqual(
    problemsOfNewFlag(flag).map(({ field }) => field),
    ["key"],
  );
  assert.deepEqual(problemsOfNewFlag(withName(flag, "New checkout!")), []);
});

test("another kind brings variants of that kind, which the settings name", () => {
  const flag = withKind(blankFlag(["staging"]), "number");

  assert.deepEqual(flag.environments?.["staging"]?.default_variant, "variant-1");
  assert.deepEqual(problemsOfFlag(flag), []);
});

test("a scheduled change says when and what, or what is missing of it", () => {
  const nothing = { at: null, enabled: "", standard: "", shared: "", percentage: null };
  const past = { ...nothing, at: "2026-11-21T11:00:00Z", shared: "blue", percentage: 101 };
  const fine = { ...past, at: "2026-11-22T11:00:00Z", enabled: "on", percentage: 25 };

  assert.deepEqual(Object.keys(problemsOfPlanned(nothing, NOW)), ["at", "effect"]);
  assert.deepEqual(Object.keys(problemsOfPlanned(past, NOW)), ["at", "percentage"]);
  assert.deepEqual(problemsOfPlanned(fine, NOW), {});
  assert.equal(
    effectInWords(plannedChange({ ...fine, standard: "green" })),
    "switch it on; 25 % of everybody else get blue; everybody else gets green",
  );
});
