/** Where an experiment stands, in words and numbers. */

import type { StatusIndicatorProps } from "@cloudscape-design/components/status-indicator";
import type {
  Experiment,
  ExperimentStatus,
  Look,
  Results,
  Run,
  Sums,
  Verdict,
} from "../../api/types.js";
import { words } from "./resultWords.js";

const DAY_MS = 86_400_000;

type Indicator = StatusIndicatorProps.Type;

export const INDICATORS: Record<ExperimentStatus, Indicator> = {
  draft: "pending",
  running: "in-progress",
  paused: "stopped",
  completed: "success",
  cancelled: "stopped",
  failed: "error",
  archived: "stopped",
};

/** What a look comes to, and how it is shown. `none`: a check blocks the verdict. */
export const RECOMMENDATIONS: Record<NonNullable<Verdict["recommendation"]> | "none", Indicator> = {
  promote: "success",
  roll_back: "error",
  continue: "in-progress",
  extend: "info",
  stop: "error",
  modify: "warning",
  inconclusive: "info",
  none: "error",
};

/** What to do by a verdict: `Promote`, `Roll back`; `No verdict` while a check blocks one. */
export function recommendationOf({ recommendation }: Pick<Verdict, "recommendation">): string {
  return capital(words(recommendation ?? "no verdict"));
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Whether units are assigned or keep their variant: it has begun and not ended. */
export function isLive(status: ExperimentStatus): boolean {
  return status === "running" || status === "paused";
}

/** The run of a number, or the newest; undefined before the first start. */
export function runOf({ runs = [] }: Experiment, number: number | null): Run | undefined {
  return runs.find((run) => run.number === number) ?? runs.at(-1);
}

/** Variants that take units in, the control first. */
export function variantsOf({ weights, control }: Run): string[] {
  const taking = Object.keys(weights).filter((key) => (weights[key] ?? 0) > 0);
  return [control, ...taking.filter((key) => key !== control)];
}

/** The share of the units that a variant is planned to have. */
export function shareOf({ weights }: Run, variant: string): number {
  const whole = Object.values(weights).reduce((sum, weight) => sum + weight, 0);
  return (weights[variant] ?? 0) / (whole || 1);
}

/** How many units are planned in all variants together; null where the plan names none. */
export function plannedUnits(run: Run): number | null {
  const each = run.plan?.planned_units;
  return each ? each * variantsOf(run).length : null;
}

/** Days since the start, until the end if it has ended. */
export function daysOf(run: Run, now: number): number {
  const end = run.ended_at ? Date.parse(run.ended_at) : now;
  return (end - Date.parse(run.started_at)) / DAY_MS;
}

/** The moment so many days after the start of a run. */
export function afterDays(run: Run, days: number): string {
  return new Date(Date.parse(run.started_at) + days * DAY_MS).toISOString();
}

/** Units that count, of all variants. */
export function countedInAll(sums: Sums): number {
  return Object.values(sums.units.variants).reduce((sum, { n = 0 }) => sum + n, 0);
}

/** Units that were ever exposed, whether they count or not: what shares are judged by. */
export function exposedIn(sums: Sums, variant: string): number {
  const { n = 0, mixed = 0, opted_out = 0, erased = 0 } = sums.units.variants[variant] ?? {};
  return n + mixed + opted_out + erased;
}

/** When the planned units will be there if units come on as they did; null before a day is over, or
 * where nothing is planned. */
export function plannedAt(run: Run, units: number, now: number): string | null {
  const planned = plannedUnits(run);
  const days = daysOf(run, now);
  if (planned === null || days < 1 || units === 0 || run.ended_at) return null;
  return afterDays(run, (planned / units) * days);
}

/** Checks that fail and without which nothing can be concluded, however long one waits. */
export function blockingOf({ checks }: Pick<Look, "checks">) {
  return checks.filter(({ passed, blocks }) => blocks && !passed);
}

/** Whether a look says what to decide: not one that is blocked, nor one that says to wait, unless
 * it is the last. */
export function hasVerdict(look: Results | null | undefined): boolean {
  const recommended = look?.verdict.recommendation;
  if (!look || !recommended) return false;
  return look.is_final || (recommended !== "continue" && recommended !== "extend");
}
