/**
 * How much one evaluation can set off, so that nothing that can be written makes one hang.
 *
 * Prerequisites and segments may ask for others, and several may ask for the same: without a
 * limit, a ladder of 30 segments that ask for the next one twice would take a billion lookups.
 */

import type {
  ConditionForm,
  ExperimentForm,
  FlagForm,
  RolloutRuleForm,
  RuleForm,
  SegmentForm,
} from "./forms.js";

const MOST_LOOKUPS = 10_000;

/** A flag or segment whose prerequisites or conditions lead to too many others, or in a circle. */
export class TooManyLookups extends Error {}

/** Counts lookups, and keeps what was counted. */
export class LookupCounter {
  readonly #known = new Map<string, number>();
  readonly #open = new Set<string>();

  constructor(private readonly leadsTo: (key: string) => Iterable<string>) {}

  /**
   * How many lookups `key` takes: one, and for every mention of another all that that one takes.
   * Throws TooManyLookups.
   */
  count(key: string): number {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#open.has(key)) throw new TooManyLookups(key);
    this.#open.add(key);
    try {
      const taken = this.#counted(key);
      this.#known.set(key, taken);
      return taken;
    } finally {
      this.#open.delete(key);
    }
  }

  #counted(key: string): number {
    let taken = 1;
    for (const other of this.leadsTo(key)) {
      taken += this.count(other);
      if (taken > MOST_LOOKUPS) throw new TooManyLookups(key);
    }
    return taken;
  }
}

/** The flags that a flag's form asks for. */
export function prerequisitesIn(form: FlagForm | undefined): string[] {
  return (form?.prerequisites ?? []).map(([key]) => key);
}

/** Every condition of a flag, an experiment or a segment: its own, its rules', its rollout's. */
export function conditionsIn(form: FlagForm | ExperimentForm | SegmentForm): ConditionForm[] {
  const { conditions, rules = [], rollout } = form as Partial<FlagForm & SegmentForm>;
  const parts: readonly (RuleForm | RolloutRuleForm | SegmentForm)[] = [
    { conditions: conditions ?? [] },
    ...rules,
    ...(rollout?.rules ?? []),
  ];
  return parts.flatMap((part) => part.conditions ?? []);
}

type Leaf = readonly [operator: string, attribute: string | null, value: unknown];

/** The comparisons that conditions end in. */
export function leavesIn(conditions: readonly ConditionForm[]): Leaf[] {
  return conditions.flatMap((form): readonly Leaf[] => {
    if (form[0] === "and" || form[0] === "or") {
      return leavesIn(form[1] as readonly ConditionForm[]);
    }
    return form[0] === "not" ? leavesIn([form[1] as ConditionForm]) : [form as Leaf];
  });
}

/** The segments that conditions ask for, each as often as they do. */
export function segmentsIn(conditions: readonly ConditionForm[]): string[] {
  return leavesIn(conditions)
    .filter(([operator]) => operator === "in_segment")
    .map(([, , segmentKey]) => segmentKey as string);
}
