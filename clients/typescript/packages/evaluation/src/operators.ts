/** Every operator by name: the one table that evaluation reads. */

import { BEHAVIOURAL } from "./behaviour.js";
import { COMPARISONS } from "./comparisons.js";
import { GEOGRAPHIC } from "./geographic.js";
import type { Operator } from "./predicates.js";
import { TEMPORAL } from "./temporal.js";

const inSegment: Operator = (_attribute, value, scope) => (context) =>
  scope.inSegment(value as string, context);

export const OPERATORS: ReadonlyMap<string, Operator> = new Map(
  Object.entries({
    ...COMPARISONS,
    in_segment: inSegment,
    ...GEOGRAPHIC,
    ...TEMPORAL,
    ...BEHAVIOURAL,
  }),
);
