/** What has to be known of a context's units before a flag is evaluated. */

import { BEHAVIOURAL } from "./behaviour.js";
import { TARGETING_KEY } from "./context.js";
import type { ConditionForm, ExperimentForm } from "./forms.js";
import type { Needs } from "./knownUnits.js";
import { conditionsIn, leavesIn, prerequisitesIn, segmentsIn } from "./lookups.js";
import { withinReach } from "./reach.js";
import type { Manifest, Ruleset } from "./ruleset.js";

/**
 * What the flag, its prerequisites, their experiments and runs of rollouts ask for; undefined:
 * nothing, also for an unknown flag.
 */
export function needsOf(flagKey: string, ruleset: Ruleset): Needs | undefined {
  const flags = withinReach([flagKey], (key) => ruleset.flag(key), prerequisitesIn);
  const experiments = flags
    .flatMap((form) => form.experiments ?? [])
    .flatMap((key) => ruleset.experiment(key) ?? []);
  const asked = [...experiments, ...experiments.flatMap((form) => excludedBy(form, ruleset))];
  const runs = flags.flatMap((form) => form.rollout?.run ?? []);
  const conditions = [...flags, ...asked].flatMap(conditionsIn);
  return makeNeeds(
    [...asked, ...runs].map((form) => form.bucket_by),
    askForBehaviour(conditions, ruleset),
  );
}

/** What all flags of a ruleset ask for together. */
export function needsOfAll(manifest: Manifest): Needs | undefined {
  return makeNeeds(manifest.unit_types ?? [], manifest.profile ?? false);
}

/** What units did is known under the targeting key. */
function makeNeeds(unitTypes: readonly string[], profile: boolean): Needs | undefined {
  const needed = new Set(profile ? [...unitTypes, TARGETING_KEY] : unitTypes);
  return needed.size > 0 ? { unitTypes: [...needed].sort(), profile } : undefined;
}

function excludedBy(form: ExperimentForm, ruleset: Ruleset): ExperimentForm[] {
  return form.not_in.flatMap((key) => ruleset.experiment(key) ?? []);
}

function askForBehaviour(conditions: readonly ConditionForm[], ruleset: Ruleset): boolean {
  const segments = withinReach(
    segmentsIn(conditions),
    (key) => ruleset.segment(key),
    (form) => segmentsIn(conditionsIn(form)),
  );
  const whole = [...conditions, ...segments.flatMap(conditionsIn)];
  return leavesIn(whole).some(([operator]) => Object.hasOwn(BEHAVIOURAL, operator));
}
