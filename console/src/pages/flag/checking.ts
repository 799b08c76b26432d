/** What is wrong with a flag as far as can be said before it is sent, at the API's own paths. */

import type { FieldProblem, Flag, Json, Rule, Settings, ValueKind } from "../../api/types.js";
import { problemsOf } from "../../parts/conditions/nodes.js";
import { problemOfShares } from "../../parts/weights.js";
import { outcomeOf } from "./editing.js";

const FITS: Record<ValueKind, { fits: (value: Json | undefined) => boolean; detail: string }> = {
  boolean: { fits: (value) => typeof value === "boolean", detail: "Choose true or false." },
  string: { fits: (value) => typeof value === "string", detail: "Write a text." },
  number: { fits: (value) => typeof value === "number", detail: "Write a number." },
  json: { fits: (value) => value !== undefined, detail: "Write JSON." },
};

/** Everything of a flag that would be refused, and can be seen here. */
export function problemsOfFlag(flag: Flag): FieldProblem[] {
  const variants = Object.entries(flag.variants ?? {});
  const { fits, detail } = FITS[flag.kind];
  const values = variants
    .filter(([, variant]) => !fits(variant.value as Json | undefined))
    .map(([key]) => ({ field: `variants.${key}.value`, detail }));
  const missing = variants.length === 0 ? [{ field: "variants", detail: "Add a variant." }] : [];
  const settings = Object.entries(flag.environments ?? {}).flatMap(([environment, settings]) =>
    below(`environments.${environment}`, problemsOfSettings(settings)),
  );
  return [...missing, ...values, ...settings];
}

function problemsOfSettings(settings: Settings): FieldProblem[] {
  const rules = (settings.rules ?? []).flatMap((rule, at) =>
    below(`rules.${at}`, problemsOfRule(rule)),
  );
  const prerequisites = Object.entries(settings.prerequisites ?? {})
    .filter(([, accepted]) => accepted.length === 0)
    .map(([key]) => ({
      field: `prerequisites.${key}`,
      detail: "Choose at least one of its variants.",
    }));
  const share = below("rollout", problemsOfPercentage(settings.rollout?.percentage));
  return [...prerequisites, ...rules, ...share];
}

function problemsOfRule(rule: Rule): FieldProblem[] {
  const outcome = outcomeOf(rule);
  const shares = rule.split ?? rule.percentages ?? {};
  const unit = outcome === "split" ? "weight" : "percentage";
  const detail = outcome === "variant" ? undefined : problemOfShares(shares, unit);
  return [
    ...below("conditions", problemsOf(rule.conditions ?? [])),
    ...(detail ? [{ field: outcome, detail }] : []),
    ...problemsOfPercentage(rule.percentage ?? undefined),
  ];
}

function problemsOfPercentage(percentage: number | undefined): FieldProblem[] {
  if (percentage === undefined || (percentage >= 0 && percentage <= 100)) return [];
  return [{ field: "percentage", detail: "Write a percentage from 0 to 100." }];
}

function below(field: string, problems: readonly FieldProblem[]): FieldProblem[] {
  return problems.map((problem) => ({ ...problem, field: `${field}.${problem.field}` }));
}
