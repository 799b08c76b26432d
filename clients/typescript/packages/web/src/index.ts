/** Burgee for browsers: a provider for OpenFeature's web SDK, and a class that does without. */

export type { BulkBody, BulkFlag, Source } from "./answers.js";
export type { Counters } from "./counters.js";
export type { TrackingDetails } from "./events.js";
export { BurgeeFlags, type BurgeeFlagsOptions } from "./flags.js";
export type { BurgeeOptions } from "./options.js";
export {
  type BurgeeEvents,
  BurgeeProvider,
  type FlagEvaluated,
  type Listener,
} from "./provider.js";
