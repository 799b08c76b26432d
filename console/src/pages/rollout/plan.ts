/** The stages of a rollout, however they were written, and whom each gives the new variant. */

import type { Gradual, Node, RolloutDraft, Stage } from "../../api/types.js";
import { conditionsInWords } from "../../parts/words.js";

/** A stage with everything that it leaves to be understood. */
export interface PlannedStage {
  percentage: number;
  segments: string[];
  conditions: Node[];
  units: string[];
  wait: string;
}

/** What stages are made of. */
export type Planned = Pick<
  RolloutDraft,
  "strategy" | "percentage" | "user_list" | "attributes" | "gradual" | "stages"
>;

/** Where a stage is, seen from the one that is reached. */
export type Place = "done" | "now" | "to come";

/** The parts of a percent that are told apart. */
const SLOTS_PER_PERCENT = 1000;
const DEFAULT_WAIT = "1h";
const MOST_UNITS = 5;
const AT_ONCE = "0s";

const PLANS: Record<NonNullable<Planned["strategy"]>, (rollout: Planned) => Stage[]> = {
  percentage: ({ percentage }) => [{ percentage: percentage ?? 0, wait: AT_ONCE }],
  user_list: ({ user_list }) => [{ percentage: 0, units: user_list ?? [], wait: AT_ONCE }],
  attribute_based: ({ percentage, attributes }) => [
    { percentage: percentage ?? 100, conditions: attributes ?? [], wait: AT_ONCE },
  ],
  gradual: ({ gradual, stages }) => (gradual ? stagesByNumbers(gradual) : (stages ?? [])),
};

/** The stages of a rollout, first to last. */
export function plannedStages(rollout: Planned): PlannedStage[] {
  return PLANS[rollout.strategy ?? "gradual"](rollout).map(planned);
}

/** Stages from `initial_percentage` up by increments, as the API makes them. */
function stagesByNumbers(gradual: Gradual): Stage[] {
  const { initial_percentage, increment_percentage, maximum_percentage = 100 } = gradual;
  const [first, by, most] = [initial_percentage, increment_percentage, maximum_percentage].map(
    (percent) => Math.round(percent * SLOTS_PER_PERCENT),
  ) as [number, number, number];
  const reached: number[] = [];
  // Three times 33.333 is the whole: no stage is for the thousandth that is left.
  for (let at = first; by > 0 && at < most && (most - at) * 100 >= by; at += by) reached.push(at);
  return [...reached, most].map((slots) => ({
    percentage: slots / SLOTS_PER_PERCENT,
    wait: gradual.increment_interval,
  }));
}

/** Where a stage is. */
export function placeOf(at: number, reached: number | null | undefined): Place {
  if (reached == null || at > reached) return "to come";
  return at === reached ? "now" : "done";
}

/** `10 % of segment staff, and ann`: whom a stage gives the new variant; units by name as many as
 * `most`. */
export function audienceInWords(stage: PlannedStage, most = MOST_UNITS): string {
  const named = unitsInWords(stage.units, most);
  if (stage.percentage === 0) return named || "nobody";
  const share = stage.percentage === 100 ? whole(stage) : `${stage.percentage} % of ${part(stage)}`;
  return named ? `${share}, and ${named}` : share;
}

function unitsInWords(units: readonly string[], most: number): string {
  const shown = units.slice(0, most).join(", ");
  return units.length > most ? `${shown} and ${units.length - most} more` : shown;
}

function whole(stage: PlannedStage): string {
  return hasAudience(stage) ? `all of ${part(stage)}` : "everybody";
}

function part(stage: PlannedStage): string {
  if (!hasAudience(stage)) return "everybody";
  const segments = stage.segments.join(" or ");
  const conditions = conditionsInWords(stage.conditions);
  const who = [segments && `segment ${segments}`, conditions && `those where ${conditions}`];
  return who.filter(Boolean).join(", ");
}

/** Whether a stage is for some units alone. */
export function hasAudience(stage: Pick<Stage, "segments" | "conditions">): boolean {
  const { segments = [], conditions = [] } = stage;
  return segments.length > 0 || conditions.length > 0;
}

function planned(stage: Stage): PlannedStage {
  const { segments = [], conditions = [], units = [], wait = DEFAULT_WAIT } = stage;
  // Whoever names units alone means these, and not everybody besides.
  const rest = units.length > 0 && segments.length === 0 && conditions.length === 0 ? 0 : 100;
  return { percentage: stage.percentage ?? rest, segments, conditions, units, wait };
}
