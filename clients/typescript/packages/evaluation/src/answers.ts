/** What an evaluation answers, in OpenFeature's words. */

import type { ExperimentForm } from "./forms.js";
import type { Json } from "./json.js";

/** OpenFeature's reasons, of which these are given. */
export type Reason = "STATIC" | "DEFAULT" | "TARGETING_MATCH" | "SPLIT" | "DISABLED" | "ERROR";

/** OpenFeature's codes; an evaluation in process gives the first four of them. */
export type ErrorCode =
  | "FLAG_NOT_FOUND"
  | "TARGETING_KEY_MISSING"
  | "INVALID_CONTEXT"
  | "GENERAL"
  | "PARSE_ERROR"
  | "TYPE_MISMATCH"
  | "PROVIDER_NOT_READY"
  | "PROVIDER_FATAL";

/** What a flag's author wrote beside it, with what the answer was decided by. */
export type Metadata = Readonly<Record<string, string | number | boolean>>;

/** The experiment whose variant an answer shows, and that variant's key. */
export interface Exposes {
  readonly experiment: ExperimentForm;
  readonly variant: string;
}

export const NO_METADATA: Metadata = {};

/**
 * One outcome of one flag. Made once per outcome and shared: treat it, its value and its
 * metadata as read-only.
 *
 * Without a value (undefined) the caller's own default holds; an error also has a code.
 * `exposes` is undefined where showing the answer exposes the unit to nothing.
 */
export class Answer {
  constructor(
    readonly flagKey: string,
    readonly value: Json | undefined,
    readonly variant: string,
    readonly reason: Reason,
    readonly metadata: Metadata = NO_METADATA,
    readonly errorCode: ErrorCode | undefined = undefined,
    readonly errorDetails: string | undefined = undefined,
    readonly exposes: Exposes | undefined = undefined,
  ) {}

  /** The same answer, given to a unit that is in a variant of an experiment. */
  exposing(experiment: ExperimentForm, variant: string): Answer {
    return new Answer(
      this.flagKey,
      this.value,
      this.variant,
      this.reason,
      this.metadata,
      undefined,
      undefined,
      { experiment, variant },
    );
  }
}

/** The answer that says why there is none. */
export function failed(flagKey: string, code: ErrorCode, details: string): Answer {
  return new Answer(flagKey, undefined, "", "ERROR", NO_METADATA, code, details);
}
