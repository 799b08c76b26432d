/**
 * Who takes part in an experiment, and which variant a unit gets.
 *
 * `deterministic` and `stratified` hash; `random` and `blocked` need a draw, which is made once,
 * by whoever records the exposure, and comes with what is known of the unit.
 */

import { makeDraw, makeGate, makeSplit, type Draw } from "./bucketing.js";
import { type EvaluationContext, type Reader, reader } from "./context.js";
import { makePredicate } from "./expressions.js";
import type { ExperimentForm } from "./forms.js";
import type { KnownUnits, LeftBecause } from "./knownUnits.js";
import { murmur3 } from "./murmur3.js";
import type { Predicate, Scope } from "./predicates.js";
import { frozenText, unitText } from "./units.js";

/** What cannot be hashed: such a draw is made once, and kept. */
const DRAWN_METHODS: ReadonlySet<ExperimentForm["method"]> = new Set(["random", "blocked"]);

type Why =
  | "assigned"
  | "stored"
  | "halted"
  | "no_unit"
  | "opted_out"
  | "ineligible"
  | "excluded_unit"
  | "excluded_experiment"
  | "paused"
  | "no_draw"
  | "split"
  | "holdout"
  | "group"
  | "traffic";

/** Why, and the variant of a unit that takes part. */
interface Outcome {
  readonly why: Why;
  readonly variant: string | undefined;
}

const outcome = (why: Why, variant?: string): Outcome => ({ why, variant });

const NO_UNIT = outcome("no_unit");
const OPTED_OUT = outcome("opted_out");
const INELIGIBLE = outcome("ineligible");
const EXCLUDED_UNIT = outcome("excluded_unit");
const EXCLUDED_EXPERIMENT = outcome("excluded_experiment");
const PAUSED = outcome("paused");
const NO_DRAW = outcome("no_draw");
const OUTSIDE_SPLIT = outcome("split");
const NOT_ELIGIBLE: ReadonlySet<Why> = new Set([
  "ineligible",
  "excluded_unit",
  "excluded_experiment",
]);

type Choice = (context: EvaluationContext, units: KnownUnits | undefined) => Outcome;
type ClosedGate = (context: EvaluationContext) => Outcome | undefined;

/** One served experiment, ready to assign. `other` finds the experiments that it excludes. */
export class Assigner {
  readonly #unit: Reader;
  readonly #excluded: ReadonlySet<string>;
  readonly #conditions: readonly Predicate[];
  readonly #closedGates: readonly ClosedGate[];
  readonly #choose: Choice;
  readonly #control: Outcome;

  constructor(
    readonly form: ExperimentForm,
    scope: Scope,
    private readonly other: (experimentKey: string) => Assigner | undefined,
  ) {
    this.#unit = reader(form.bucket_by);
    this.#excluded = new Set(form.excluded);
    this.#conditions = form.conditions.map((each) => makePredicate(each, scope));
    this.#closedGates = form.gates.map(closedGate);
    this.#choose = makeChoice(form);
    this.#control = outcome("halted", form.control);
  }

  /** Whether it was stopped: control for all, and nobody is exposed. */
  get isHalted(): boolean {
    return this.form.status === "halted";
  }

  /**
   * The variant of the context's unit, undefined where the experiment does not decide for it.
   * What follows from it is noted in the known units.
   */
  assigned(context: EvaluationContext, units: KnownUnits | undefined): string | undefined {
    const found = this.#outcome(context, units);
    if (units !== undefined && !this.isHalted) this.#note(units, found);
    return found.variant;
  }

  /** Note that something else decided for a unit that was exposed here. */
  leave(units: KnownUnits, why: LeftBecause): void {
    if (this.#hasExposed(units) && this.#takesPart(units)) units.leave(this.form.run, why);
  }

  /** A unit that was exposed stays in while it is eligible: gates are not asked again. */
  #outcome(context: EvaluationContext, units: KnownUnits | undefined): Outcome {
    const stored = units?.exposures.get(this.form.run);
    const barred = this.#barred(context, units, stored !== undefined);
    if (barred !== undefined) return barred;
    if (stored !== undefined) return this.isHalted ? this.#control : outcome("stored", stored);
    if (this.form.status === "paused") return PAUSED;
    const closed = this.#closedGate(context);
    if (closed !== undefined) return closed;
    return this.isHalted ? this.#control : this.#choose(context, units);
  }

  #note(units: KnownUnits, { why, variant }: Outcome): void {
    const { run } = this.form;
    const isNew = !units.exposures.has(run);
    if (variant !== undefined) units.met.set(run, { experiment: this.form, variant, isNew });
    else if (why === "no_draw") units.wanted.set(run, this.form);
    else if (!isNew && NOT_ELIGIBLE.has(why)) units.leave(run, "ineligible");
  }

  /**
   * Why the unit may not take part. What another experiment might do takes nobody away who is
   * exposed here already; what it did does.
   */
  #barred(
    context: EvaluationContext,
    units: KnownUnits | undefined,
    isExposed: boolean,
  ): Outcome | undefined {
    const unable = this.#unable(context, units);
    if (unable !== undefined) return unable;
    const isTaken = this.form.not_in.some((key) => {
      const other = this.other(key);
      if (other === undefined) return false;
      return isExposed ? other.#hasExposed(units) : other.#wouldTake(context, units);
    });
    return isTaken ? EXCLUDED_EXPERIMENT : undefined;
  }

  #unable(context: EvaluationContext, units: KnownUnits | undefined): Outcome | undefined {
    const unit = unitText(this.#unit(context));
    if (unit === undefined) return NO_UNIT;
    if (units !== undefined && !this.#takesPart(units)) return OPTED_OUT;
    if (this.#excluded.has(unit)) return EXCLUDED_UNIT;
    return this.#conditions.every((holds) => holds(context)) ? undefined : INELIGIBLE;
  }

  /** Whether the unit met a variant of a run that was not stopped. */
  #hasExposed(units: KnownUnits | undefined): boolean {
    return !this.isHalted && units !== undefined && units.exposures.has(this.form.run);
  }

  /**
   * Whether the unit was exposed here, or would be now. The experiments that this one excludes
   * are not asked: two may exclude each other.
   */
  #wouldTake(context: EvaluationContext, units: KnownUnits | undefined): boolean {
    if (this.#hasExposed(units)) return true;
    const isOpen = this.form.status === "running" && this.#unable(context, units) === undefined;
    return isOpen && this.#closedGate(context) === undefined;
  }

  #takesPart(units: KnownUnits): boolean {
    return units.takesPart.get(this.form.bucket_by) ?? true;
  }

  #closedGate(context: EvaluationContext): Outcome | undefined {
    for (const closed of this.#closedGates) {
      const found = closed(context);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function closedGate(form: ExperimentForm["gates"][number]): ClosedGate {
  const isInside = makeGate(form, true);
  const closed = outcome(form.gate);
  return (context) => (isInside(context) ? undefined : closed);
}

function makeChoice(form: ExperimentForm): Choice {
  const outcomes = new Map(
    Object.keys(form.variants).map((variant) => [variant, outcome("assigned", variant)] as const),
  );
  if (DRAWN_METHODS.has(form.method)) {
    return (_context, units) => outcomes.get(units?.drawn.get(form.run) ?? "") ?? NO_DRAW;
  }
  const ranges = (form.split.ranges ?? []).map(
    ([low, high, variant]) => [low, high, outcomes.get(variant) ?? OUTSIDE_SPLIT] as const,
  );
  const choose = makeSplit(form.split, ranges, splitDraw(form));
  return (context) => choose(context) ?? OUTSIDE_SPLIT;
}

/** Whether the variant of a unit is drawn, rather than hashed, when it is exposed. */
export function isDrawn(form: ExperimentForm): boolean {
  return DRAWN_METHODS.has(form.method) && form.status !== "halted";
}

/** Hashes the unit, or stratum NUL unit, so that each stratum is split by itself. */
function splitDraw(form: ExperimentForm): Draw {
  if (form.method !== "stratified") return makeDraw(form.split);
  const read = reader(form.bucket_by);
  const strata = form.strata.map(reader);
  return (context) => {
    const values = strata.map((each) => frozenText(each(context)));
    return murmur3(`${values.join("\0")}\0${unitText(read(context)) ?? ""}`, form.split.seed);
  };
}
