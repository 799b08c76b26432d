/** A flag that is not there yet, as it is filled in. */

import type { FieldProblem, Flag, ValueKind, Variant } from "../../api/types.js";
import { keyProblem, renamed } from "../../parts/fields/keys.js";
import { problemsOfFlag } from "../flag/checking.js";
import { newSettings, newVariant } from "../flag/editing.js";

const BOOLEAN: Record<string, Variant> = {
  on: { value: true, name: "", description: "" },
  off: { value: false, name: "", description: "" },
};

/** A switch that is off everywhere, and still has no name. */
export function blankFlag(environments: readonly string[]): Flag {
  const flag: Flag = { key: "", name: "", kind: "boolean", purpose: "release", variants: BOOLEAN };
  const settings = environments.map((environment) => [environment, newSettings(flag)] as const);
  return { ...flag, environments: Object.fromEntries(settings) };
}

/** The flag with another name, and a key that follows it until somebody writes one. */
export function withName(flag: Flag, name: string): Flag {
  return { ...flag, ...renamed({ name: flag.name ?? "", key: flag.key }, name) };
}

/** The flag with values of another kind: variants to begin with, and settings that name them. */
export function withKind(flag: Flag, kind: ValueKind): Flag {
  if (kind === flag.kind) return flag;
  const one = newVariant(kind);
  const variants = kind === "boolean" ? BOOLEAN : { "variant-1": one, "variant-2": one };
  const changed: Flag = { ...flag, kind, variants, json_schema: null };
  const environments = Object.keys(flag.environments ?? {}).map(
    (environment) => [environment, newSettings(changed)] as const,
  );
  return { ...changed, environments: Object.fromEntries(environments) };
}

/** What is still missing or wrong. */
export function problemsOfNewFlag(flag: Flag): FieldProblem[] {
  const wrong = flag.key === "" ? "Write a key, or a name to make one of." : keyProblem(flag.key);
  return [...(wrong ? [{ field: "key", detail: wrong }] : []), ...problemsOfFlag(flag)];
}
