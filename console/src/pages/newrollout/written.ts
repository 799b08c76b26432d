/** A rollout while somebody writes it. */

import type {
  Gradual,
  MadeAlarm,
  Rollout,
  RolloutDraft,
  Spikes,
  Stage,
  Strategy,
} from "../../api/types.js";
import { draftOf } from "../rollout/drafts.js";
import { MEASURING } from "../rollout/guarding.js";
import { PRESETS } from "./presets.js";

/** A value that may not be written yet. */
type Open<Document, Field extends keyof Document> = Omit<Document, Field> & {
  [name in Field]-?: NonNullable<Document[name]> | null;
};

export type WrittenStage = Open<Stage, "percentage" | "wait">;
export type WrittenGradual = Open<Gradual, keyof Gradual>;

export type WrittenAlarm = Open<MadeAlarm, "above" | "period_seconds" | "periods">;
/** What is not said is not in it: the API's own numbers hold then. */
export type WrittenSpikes = { [name in keyof Spikes]?: Spikes[name] | null };

/** The same document as the API's, but that numbers and durations may be missing. */
export type Written = Omit<
  Open<RolloutDraft, "percentage" | "maximum_days" | "minimum_units" | "strategy">,
  "stages" | "gradual" | "strategy" | "alpha" | "spikes" | "make_alarms"
> & {
  strategy: Strategy;
  stages: WrittenStage[];
  gradual: WrittenGradual | null;
  alpha?: number | null;
  spikes?: WrittenSpikes;
  make_alarms?: WrittenAlarm[];
};

/** What a part of the form gets. */
export interface Writing {
  written: Written;
  change: (parts: Partial<Written>) => void;
}

const DAYS = 30;
const UNITS = 1000;
const NOTHING = { percentage: null, user_list: [], attributes: [], gradual: null, stages: [] };
const BY_NUMBERS: WrittenGradual = {
  initial_percentage: 10,
  increment_percentage: 10,
  increment_interval: "1h",
  maximum_percentage: 100,
};

/** What each strategy begins with; what only another one has is let go. */
const BEGINNINGS: Record<Strategy, Partial<Written>> = {
  gradual: { stages: copied(PRESETS[0]?.stages ?? []) },
  percentage: { percentage: 10 },
  user_list: {},
  attribute_based: { percentage: 100 },
};

/** A rollout of nothing yet. */
export function blank(environment: string, flag: string, variant: string): Written {
  return {
    ...{ key: flag && `${flag}-rollout`, name: "", flag, variant, environment },
    ...withStrategy("gradual"),
    maximum_days: DAYS,
    minimum_units: UNITS,
  };
}

/** Another strategy, with what it begins with. */
export function withStrategy(strategy: Strategy) {
  return { ...NOTHING, ...BEGINNINGS[strategy], strategy };
}

/** More and more: by numbers, or stage by stage. */
export function byNumbers(is: boolean): Partial<Written> {
  return is ? { gradual: BY_NUMBERS, stages: [] } : { gradual: null, ...BEGINNINGS.gradual };
}

/** Stages that can be changed. */
export function copied(stages: readonly (Stage | WrittenStage)[]): WrittenStage[] {
  return stages.map((stage) => ({ percentage: null, wait: null, ...stage }));
}

/** A stage to come after those that there are: with twice the share of the last one. */
export function nextStage(stages: readonly WrittenStage[]): WrittenStage {
  const last = stages.at(-1);
  const percentage = Math.min(100, 2 * (last?.percentage || 1));
  return { percentage, wait: last?.wait ?? "1d" };
}

/** One that is written already, to be changed. */
export function writtenOf(rollout: Rollout): Written {
  const { percentage, stages = [], gradual, strategy, make_alarms, ...rest } = draftOf(rollout);
  return {
    maximum_days: DAYS,
    minimum_units: UNITS,
    ...rest,
    strategy: strategy ?? "gradual",
    percentage: percentage ?? null,
    stages: copied(stages),
    gradual: gradual ? { maximum_percentage: 100, ...gradual } : null,
    ...(make_alarms && { make_alarms: make_alarms.map((alarm) => ({ ...MEASURING, ...alarm })) }),
  };
}

/** The document as it is sent. What is missing is sent as null: the API says where. */
export function documentOf(written: Written): RolloutDraft {
  const { make_alarms } = written;
  const document = make_alarms ? { ...written, make_alarms: make_alarms.map(sent) } : written;
  return document as RolloutDraft;
}

/** An alarm without the limit that nobody wrote yet. */
function sent({ above, ...alarm }: WrittenAlarm) {
  return above === null ? alarm : { ...alarm, above };
}

/** Its stages as far as they are written, for the picture. */
export function readableOf(written: Written): RolloutDraft {
  const stages = written.stages.map((stage) => ({
    ...stage,
    percentage: stage.percentage ?? 0,
    wait: stage.wait ?? "0s",
  }));
  const isWhole = Object.values(written.gradual ?? {}).every((part) => part !== null);
  const gradual = isWhole ? written.gradual : null;
  return { ...written, stages, gradual } as RolloutDraft;
}
