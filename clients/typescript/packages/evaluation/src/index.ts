/** Evaluates Burgee's rulesets in the process that asks. */

export {
  Answer,
  type ErrorCode,
  type Exposes,
  failed,
  type Metadata,
  type Reason,
} from "./answers.js";
export { isDrawn } from "./assignment.js";
export { type EvaluationContext, type Reader, reader, TARGETING_KEY } from "./context.js";
export { Evaluator } from "./evaluator.js";
export type { ExperimentForm, FlagForm, RolloutForm, RunForm, SegmentForm } from "./forms.js";
export type { Json } from "./json.js";
export { KnownUnits, type LeftBecause, type Met, type Needs } from "./knownUnits.js";
export { prerequisitesIn } from "./lookups.js";
export { withinReach } from "./reach.js";
export {
  chunkHashes,
  type Chunks,
  contentHash,
  type Manifest,
  parseManifest,
  Ruleset,
  RulesetUnavailable,
} from "./ruleset.js";
export { frozenText, textOf, unitText } from "./units.js";
