/** The steps of a rollout's life as changes: when each may be taken, and what it does. */

import {
  readRollout,
  readRolloutVersion,
  type StepVerb,
  type StoredRollout,
  takeStep,
} from "../../api/rollouts.js";
import { KEYS } from "../../api/queries.js";
import type { Rollout, RolloutStatus } from "../../api/types.js";
import type { Change } from "../../parts/changes.js";
import { type Difference, differences } from "../../parts/differences.js";
import { durationInWords } from "../../parts/fields/durations.js";
import { audienceInWords, plannedStages } from "./plan.js";

/** One step as it is offered. */
interface Step {
  verb: StepVerb;
  /** Its button: `Ramp up`. */
  word: string;
  /** What the rollout is then, as it is told: `is paused`. */
  done: string;
  asks: "why" | "whether";
  from: readonly RolloutStatus[];
  /** Whether the rest of the rollout lets it. */
  fits?: (rollout: Rollout) => boolean;
  /** Its state and stage afterwards. */
  leads: (rollout: Rollout) => { status: RolloutStatus; stage: number | null };
  /** What it does, in words. */
  does: (rollout: Rollout) => string;
}

const MOVING: readonly RolloutStatus[] = ["ramping", "holding"];
const LIVE: readonly RolloutStatus[] = [...MOVING, "paused"];
const stageOf = (rollout: Rollout) => rollout.stage ?? 0;
const lastOf = (rollout: Rollout) => plannedStages(rollout).length - 1;
const oldOnes = ({ flag, environment }: Rollout) =>
  `Within seconds everybody sees in ${environment} what the flag ${flag} itself says.`;

/** All steps, in the order in which they are offered. */
export const STEPS: readonly Step[] = [
  {
    verb: "start",
    word: "Start",
    done: "has started",
    asks: "whether",
    from: ["pending"],
    leads: () => ({ status: "ramping", stage: 0 }),
    does: (rollout) => entering(rollout, 0),
  },
  {
    verb: "resume",
    word: "Resume",
    done: "goes on",
    asks: "why",
    from: ["paused"],
    leads: (rollout) => ({ status: "ramping", stage: stageOf(rollout) }),
    does: () => "It goes on from its stage, whose wait begins anew.",
  },
  {
    verb: "pause",
    word: "Pause",
    done: "is paused",
    asks: "why",
    from: MOVING,
    leads: (rollout) => ({ status: "paused", stage: stageOf(rollout) }),
    does: () =>
      "It stays at its stage until somebody resumes it. Guardrails and alarms still take it back.",
  },
  {
    verb: "ramp-up",
    word: "Ramp up",
    done: "is at its next stage",
    asks: "why",
    from: LIVE,
    fits: (rollout) => stageOf(rollout) < lastOf(rollout),
    leads: (rollout) => ({ status: "ramping", stage: stageOf(rollout) + 1 }),
    does: (rollout) =>
      `${entering(rollout, stageOf(rollout) + 1)} The rest of the wait, the number of units and ` +
      "the criteria are skipped.",
  },
  {
    verb: "ramp-down",
    word: "Ramp down",
    done: "is at the stage before, paused",
    asks: "why",
    from: LIVE,
    fits: (rollout) => stageOf(rollout) > 0,
    leads: (rollout) => ({ status: "paused", stage: stageOf(rollout) - 1 }),
    does: () => "It goes back to the stage before and is paused there, until somebody resumes it.",
  },
  {
    verb: "roll-back",
    word: "Roll back",
    done: "is taken back",
    asks: "why",
    from: [...LIVE, "completed"],
    fits: ({ status, is_settled }) => status !== "completed" || !is_settled,
    leads: () => ({ status: "rolled_back", stage: null }),
    does: (rollout) =>
      `${oldOnes(rollout)} Nothing can be started on this flag there for ` +
      `${durationInWords(rollout.on_alarm?.cool_down ?? "30m")}.`,
  },
  {
    verb: "abort",
    word: "Abort",
    done: "is given up",
    asks: "why",
    from: [...LIVE, "pending"],
    leads: () => ({ status: "aborted", stage: null }),
    does: (rollout) =>
      rollout.status === "pending"
        ? "It will not start. It can be restarted, and changed before."
        : `${oldOnes(rollout)} It is not counted as harm, and can be restarted at once.`,
  },
  {
    verb: "restart",
    word: "Restart",
    done: "is pending again",
    asks: "why",
    from: ["rolled_back", "aborted"],
    fits: ({ is_archived }) => !is_archived,
    leads: () => ({ status: "pending", stage: null }),
    does: () => "It is pending again: change it if you like, then start it from its first stage.",
  },
  {
    verb: "archive",
    word: "Archive",
    done: "is archived",
    asks: "whether",
    from: ["completed", "rolled_back", "aborted"],
    fits: ({ status, is_settled, is_archived }) =>
      !is_archived && (status !== "completed" || is_settled === true),
    leads: ({ status, stage }) => ({ status: status ?? "completed", stage: stage ?? null }),
    does: () => "It is put away: it stays readable, and cannot be restarted.",
  },
];

/** The steps that a rollout may take from where it stands. */
export function stepsOf(rollout: Rollout): Step[] {
  const status = rollout.status ?? "pending";
  return STEPS.filter(({ from, fits }) => from.includes(status) && (fits?.(rollout) ?? true));
}

/** The change that takes a step. */
export function stepOf(step: Step, seen: StoredRollout): Change {
  const { key, version, document: rollout } = seen;
  return {
    title: `${step.word} ${key}`,
    action: step.word,
    done: `${key} ${step.done}.`,
    environments: [rollout.environment],
    asks: step.asks,
    warning: step.does(rollout),
    touches: [KEYS.rollouts(), KEYS.flags()],
    shows: shown(step, rollout),
    send: (reason) => takeStep(key, step.verb, { version, reason }),
    upon: async () => {
      const [old, newest] = await Promise.all([readRolloutVersion(key, version), readRollout(key)]);
      const theirs = differences(old.document, newest.document);
      const ours = stepOf(step, newest);
      return { version: newest.version, made: newest.change, theirs, ours };
    },
  };
}

function shown(step: Step, rollout: Rollout): Difference[] {
  const then = step.leads(rollout);
  const before = seenBy(rollout, rollout.stage ?? null, rollout.status ?? "pending");
  const after = { ...rollout, ...then };
  if (step.verb === "archive") return [{ field: "archived", before: "no", after: "yes" }];
  return differences(before, seenBy(after, then.stage, then.status));
}

/** What people see of where it stands. */
function seenBy(rollout: Rollout, stage: number | null, status: RolloutStatus) {
  const stages = plannedStages(rollout);
  const reached = stage === null || isOver(status) ? undefined : stages[stage];
  return {
    status: status.replace("_", " "),
    [`${rollout.flag} is ${rollout.variant}`]: reached
      ? `for ${audienceInWords(reached)}, stage ${(stage ?? 0) + 1} of ${stages.length}`
      : "only where the flag itself says so",
  };
}

function isOver(status: RolloutStatus): boolean {
  return status === "rolled_back" || status === "aborted" || status === "pending";
}

/** `From now on new-search is on for 10 % of everybody in production. After 1 day ...` */
function entering(rollout: Rollout, at: number): string {
  const stages = plannedStages(rollout);
  const [stage, next] = [stages[at], stages[at + 1]];
  if (!stage) return "";
  const { variant, flag, environment } = rollout;
  const whom = audienceInWords(stage);
  const then = next ? `for ${audienceInWords(next)}` : "it is complete";
  return (
    `From now on ${flag} is ${variant} for ${whom} in ${environment}. ` +
    `After ${durationInWords(stage.wait)}, if nothing holds it: ${then}.`
  );
}
