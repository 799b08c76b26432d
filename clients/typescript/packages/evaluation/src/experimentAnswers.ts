/** What a flag answers where an experiment decides, and what is noted where something else does. */

import { Answer, NO_METADATA } from "./answers.js";
import type { Assigner } from "./assignment.js";
import type { Decide } from "./decisions.js";
import type { ExperimentForm, FlagForm } from "./forms.js";
import type { KnownUnits, LeftBecause } from "./knownUnits.js";

export type Leave = (units: KnownUnits | undefined, why: LeftBecause) => void;

/** Notes for each experiment that something before it decided; undefined where there is none. */
export function makeLeave(experiments: readonly Assigner[]): Leave | undefined {
  if (experiments.length === 0) return undefined;
  return (units, why) => {
    if (units === undefined) return;
    for (const experiment of experiments) experiment.leave(units, why);
  };
}

/**
 * The first experiment that takes the unit decides; a variant of it that says nothing of this
 * flag leaves the flag its ordinary answer, which exposes the unit all the same.
 */
export function byExperiments(
  flagKey: string,
  form: FlagForm,
  experiments: readonly Assigner[],
  otherwise: Decide,
): Decide {
  const deciding = experiments.map(
    (each) => [each, answersOf(flagKey, form, each), makeExposing(each)] as const,
  );
  return (context, units) => {
    for (const [experiment, answers, exposing] of deciding) {
      const variant = experiment.assigned(context, units);
      if (variant !== undefined) {
        return answers.get(variant) ?? exposing(variant, otherwise(context, units));
      }
    }
    return otherwise(context, units);
  };
}

/**
 * The answer for each variant that says what this flag shows. Those of a run that was halted
 * expose nobody.
 */
function answersOf(flagKey: string, form: FlagForm, experiment: Assigner): Map<string, Answer> {
  const answers = new Map<string, Answer>();
  for (const variant of Object.keys(experiment.form.variants)) {
    const answer = shownBy(flagKey, form, experiment.form, variant);
    if (answer === undefined) continue;
    answers.set(variant, experiment.isHalted ? answer : answer.exposing(experiment.form, variant));
  }
  return answers;
}

function shownBy(
  flagKey: string,
  form: FlagForm,
  experiment: ExperimentForm,
  variant: string,
): Answer | undefined {
  const shown = experiment.variants[variant]!;
  const entry = Object.hasOwn(shown, flagKey) ? shown[flagKey] : undefined;
  const metadata = {
    ...(form.metadata ?? NO_METADATA),
    experiment: experiment.experiment,
    run: experiment.number,
    experimentVariant: variant,
  };
  if (typeof entry === "object") {
    return new Answer(flagKey, entry.value, variant, "SPLIT", metadata);
  }
  if (entry === undefined || !Object.hasOwn(form.variants, entry)) return undefined;
  return new Answer(flagKey, form.variants[entry], entry, "SPLIT", metadata);
}

/** Ordinary answers given to units in a variant; each is made once. */
function makeExposing(experiment: Assigner): (variant: string, answer: Answer) => Answer {
  if (experiment.isHalted) return (_variant, answer) => answer;
  const made = new Map<string, Map<Answer, Answer>>();
  return (variant, answer) => {
    const ofVariant = made.get(variant) ?? new Map<Answer, Answer>();
    made.set(variant, ofVariant);
    const known = ofVariant.get(answer) ?? answer.exposing(experiment.form, variant);
    ofVariant.set(answer, known);
    return known;
  };
}
