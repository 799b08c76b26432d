/** What becomes of a flag while it is edited. Nothing here is sent anywhere. */

import type { Flag, Rule, Settings, ValueKind, Variant } from "../../api/types.js";
import { newCondition } from "../../parts/conditions/nodes.js";
import { alike, asUnit } from "../../parts/weights.js";

export const TARGETING_KEY = "targetingKey";

export type OnAlarm = NonNullable<Settings["on_alarm"]>;

/** What holds of alarms where a document does not say it. */
export const ON_ALARM: OnAlarm = {
  bake_time: "15m",
  cool_down: "30m",
  on_insufficient_data: "ignore",
};

/** How a rule says what it gives. */
export type Outcome = "variant" | "split" | "percentages";

/** The flag with other settings in an environment; without any, it is no longer there. */
export function withSettings(flag: Flag, environment: string, settings: Settings | null): Flag {
  const { [environment]: _, ...others } = flag.environments ?? {};
  if (settings === null) return { ...flag, environments: others };
  return { ...flag, environments: { ...flag.environments, [environment]: settings } };
}

/** Settings to begin with: off, and the most careful variant for everybody. */
export function newSettings(flag: Flag): Settings {
  const keys = Object.keys(flag.variants ?? {});
  const careful = keys.includes("off") ? "off" : (keys[0] ?? "off");
  return { enabled: false, default_variant: careful };
}

/** A rule to be filled in, with an id that no other has. */
export function newRule(rules: readonly Rule[], variant: string): Rule {
  return {
    id: freeId(rules),
    name: "",
    conditions: [newCondition()],
    variant,
    split: null,
    percentages: null,
    percentage: null,
    bucket_by: TARGETING_KEY,
  };
}

/** The rule once more, with an id of its own: units are drawn anew. */
export function copied(rule: Rule, rules: readonly Rule[]): Rule {
  const name = rule.name ? `${rule.name} (copy)` : "";
  return { ...rule, id: freeId(rules), name };
}

/** The list with one of it in another place. */
export function moved<Item>(list: readonly Item[], from: number, to: number): Item[] {
  const others = list.filter((_, at) => at !== from);
  const one = list[from];
  return one === undefined ? [...list] : [...others.slice(0, to), one, ...others.slice(to)];
}

export function outcomeOf(rule: Rule): Outcome {
  if (rule.split) return "split";
  return rule.percentages ? "percentages" : "variant";
}

/** The rule with its outcome said in another way, as near to what it was as that can say. */
export function withOutcome(rule: Rule, outcome: Outcome, variants: readonly string[]): Rule {
  const none = { variant: null, split: null, percentages: null };
  const shares = rule.split ?? rule.percentages ?? alike(variants, "weight");
  if (outcome === "split") return { ...rule, ...none, split: asUnit(shares, "weight") };
  if (outcome === "percentages") {
    return { ...rule, ...none, percentages: asUnit(shares, "percentage") };
  }
  const [most] = Object.entries(shares).sort(([, one], [, other]) => other - one);
  return { ...rule, ...none, variant: rule.variant ?? most?.[0] ?? variants[0] ?? "" };
}

/** A variant to be filled in. */
export function newVariant(kind: ValueKind): Variant {
  const values = { boolean: true, string: "", number: 0, json: {} } as const;
  return { value: values[kind], name: "", description: "" };
}

/** A key that no variant has: `variant-3`. */
export function freeVariantKey(flag: Flag): string {
  const taken = Object.keys(flag.variants ?? {});
  return free("variant-", taken);
}

/** The flag with another key for a variant, wherever it is named. */
export function withVariantRenamed(flag: Flag, from: string, to: string): Flag {
  const other = (key: string) => (key === from ? to : key);
  const environments = Object.entries(flag.environments ?? {}).map(
    ([name, settings]) => [name, renamedIn(settings, other)] as const,
  );
  return {
    ...flag,
    variants: withKeys(flag.variants ?? {}, other),
    environments: Object.fromEntries(environments),
  };
}

/** Where a variant is named: `production: rule 2`. */
export function usesOfVariant(flag: Flag, variant: string): string[] {
  return Object.entries(flag.environments ?? {}).flatMap(([environment, settings]) =>
    usesIn(settings, variant).map((use) => `${environment}: ${use}`),
  );
}

function usesIn(settings: Settings, variant: string): string[] {
  const { default_variant, off_variant, rollout, rules = [], targets = {} } = settings;
  const inRules = rules.flatMap((rule, at) => {
    const named = [rule.variant, ...Object.keys(rule.split ?? rule.percentages ?? {})];
    return named.includes(variant) ? [`rule ${at + 1}`] : [];
  });
  const timed = (settings.schedule ?? []).some(
    (change) => change.default_variant === variant || change.rollout?.variant === variant,
  );
  return [
    ...(default_variant === variant ? ["default variant"] : []),
    ...(off_variant === variant ? ["off variant"] : []),
    ...(variant in targets ? ["named units"] : []),
    ...inRules,
    ...(rollout?.variant === variant ? ["share of everybody else"] : []),
    ...(timed ? ["schedule"] : []),
  ];
}

function renamedIn(settings: Settings, other: (key: string) => string): Settings {
  const { rules, targets, rollout, off_variant, schedule } = settings;
  return {
    ...settings,
    default_variant: other(settings.default_variant),
    ...(off_variant && { off_variant: other(off_variant) }),
    ...(targets && { targets: withKeys(targets, other) }),
    ...(rules && { rules: rules.map((rule) => ruleRenamed(rule, other)) }),
    ...(rollout && { rollout: { ...rollout, variant: other(rollout.variant) } }),
    ...(schedule && {
      schedule: schedule.map((change) => ({
        ...change,
        ...(change.default_variant && { default_variant: other(change.default_variant) }),
        ...(change.rollout && {
          rollout: { ...change.rollout, variant: other(change.rollout.variant) },
        }),
      })),
    }),
  };
}

function ruleRenamed(rule: Rule, other: (key: string) => string): Rule {
  return {
    ...rule,
    ...(rule.variant && { variant: other(rule.variant) }),
    ...(rule.split && { split: withKeys(rule.split, other) }),
    ...(rule.percentages && { percentages: withKeys(rule.percentages, other) }),
  };
}

function withKeys<Value>(record: Record<string, Value>, other: (key: string) => string) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [other(key), value]));
}

function freeId(rules: readonly Rule[]): string {
  return free("rule-", rules.map((rule) => rule.id ?? ""));
}

function free(start: string, taken: readonly string[]): string {
  let number = taken.length + 1;
  while (taken.includes(`${start}${number}`)) number += 1;
  return `${start}${number}`;
}
