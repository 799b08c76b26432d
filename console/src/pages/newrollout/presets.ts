/** Stages that many begin from. */

import type { WrittenStage } from "./written.js";

export interface Preset {
  id: string;
  /** What it is for, then its stages: `Careful: 1, 10, 50, 100 %, a day each`. */
  words: string;
  stages: readonly WrittenStage[];
}

export const PRESETS: readonly Preset[] = [
  preset("careful", "Careful: 1, 10, 50, 100 %, a day each", [1, 10, 50, 100], "1d"),
  preset("steady", "Steady: 10, 25, 50, 100 %, 4 hours each", [10, 25, 50, 100], "4h"),
  preset("quick", "Quick: 10, 50, 100 %, an hour each", [10, 50, 100], "1h"),
  preset("halves", "Half, then all: 50, 100 %, a day each", [50, 100], "1d"),
];

/** The preset that these stages are; undefined if they are of somebody's own. */
export function presetOf(stages: readonly WrittenStage[]): Preset | undefined {
  const written = JSON.stringify(stages.map(plain));
  return PRESETS.find((one) => JSON.stringify(one.stages.map(plain)) === written);
}

function preset(id: string, words: string, shares: readonly number[], wait: string): Preset {
  return { id, words, stages: shares.map((percentage) => ({ percentage, wait })) };
}

/** A stage without the fields that say nothing. */
function plain({ percentage, wait, segments = [], conditions = [], units = [] }: WrittenStage) {
  return [percentage, wait, segments, conditions, units];
}
