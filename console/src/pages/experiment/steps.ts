/** The steps of an experiment's life as changes: what each does, from where, and who may. */

import {
  type ExperimentStep,
  raiseTraffic,
  readExperiment,
  startExperiment,
  takeStep,
} from "../../api/experiments.js";
import { KEYS } from "../../api/queries.js";
import type { Experiment, ExperimentStatus, Stored } from "../../api/types.js";
import type { Change, Newer } from "../../parts/changes.js";
import { type Difference, differences } from "../../parts/differences.js";

type Seen = Stored<Experiment>;

export type StepName = ExperimentStep | "start" | "traffic";

/** One step. `to`: where it leads; null where it stays where it is. `main`: a button of its own. */
interface Step {
  action: string;
  done: (key: string) => string;
  from: readonly ExperimentStatus[];
  to: ExperimentStatus | null;
  role: "editor" | "approver";
  isMain?: boolean;
  warning?: string;
  asks?: "why" | "whether";
}

const LIVE: readonly ExperimentStatus[] = ["running", "paused"];
const ENDED: readonly ExperimentStatus[] = ["completed", "cancelled", "failed"];

/** Every step that a person takes on this page; a test compares it with the product's own table. */
export const STEPS: Record<StepName, Step> = {
  start: {
    action: "Start",
    done: (key) => `${key} is running.`,
    from: ["draft"],
    to: "running",
    role: "editor",
    isMain: true,
    warning: "Its metrics, weights and plan are frozen with the start.",
    asks: "whether",
  },
  "sign-off": {
    action: "Sign off",
    done: (key) => `The design of ${key} is signed off.`,
    from: ["draft"],
    to: null,
    role: "approver",
    warning: "You agree to the design as it stands. The next edit takes your sign-off away.",
    asks: "whether",
  },
  pause: {
    action: "Pause",
    done: (key) => `${key} is paused: it takes in nobody new.`,
    from: ["running"],
    to: "paused",
    role: "editor",
    isMain: true,
  },
  resume: {
    action: "Resume",
    done: (key) => `${key} is running again.`,
    from: ["paused"],
    to: "running",
    role: "editor",
    isMain: true,
  },
  traffic: {
    action: "Take in more units",
    done: (key) => `${key} takes in more units.`,
    from: LIVE,
    to: null,
    role: "editor",
  },
  complete: {
    action: "Complete",
    done: (key) => `${key} is completed.`,
    from: LIVE,
    to: "completed",
    role: "editor",
    warning:
      "The run ends: everybody sees the flag's ordinary answer again. What has been counted " +
      "stays, and events still count until their windows are over.",
    asks: "whether",
  },
  cancel: {
    action: "Cancel",
    done: (key) => `${key} is cancelled.`,
    from: [...LIVE, "draft"],
    to: "cancelled",
    role: "editor",
    warning: "It ends without a decision: everybody sees the flag's ordinary answer again.",
    asks: "whether",
  },
  "emergency-stop": {
    action: "Emergency stop",
    done: (key) => `${key} is stopped: everybody sees the control.`,
    from: LIVE,
    to: "cancelled",
    role: "editor",
    warning: "Everybody sees the control within seconds, and the run ends for good.",
    asks: "why",
  },
  restart: {
    action: "Restart",
    done: (key) => `${key} is a draft again.`,
    from: ENDED,
    to: "draft",
    role: "editor",
    warning: "It becomes a draft; its next start is a new run, drawn anew. Earlier runs stay.",
    asks: "whether",
  },
  archive: {
    action: "Archive",
    done: (key) => `${key} is archived.`,
    from: ENDED,
    to: "archived",
    role: "editor",
    warning:
      "It is put away for good: nothing new is counted or looked at, and it cannot be decided " +
      "any more. Its results can still be read.",
    asks: "whether",
  },
};

const SIGNED: readonly Difference[] = [
  { field: "design", before: "waits for somebody else's yes", after: "is signed off" },
];
const NAMES = Object.keys(STEPS) as StepName[];

/** The steps that are possible from where an experiment stands. */
export function stepsFrom(status: ExperimentStatus): StepName[] {
  return NAMES.filter((name) => STEPS[name].from.includes(status));
}

/** The change that takes a step which asks for nothing but a reason. */
export function stepOf(seen: Seen, name: ExperimentStep): Change {
  const shows = name === "sign-off" ? SIGNED : moved(seen, STEPS[name].to);
  const send = (reason: string) => takeStep(seen.key, name, { version: seen.version, reason });
  return changed(seen, name, { shows, send, again: (newest) => stepOf(newest, name) });
}

/** The change that starts a draft. `acceptUnseen`: although events of its metrics never came. */
export function startOf(seen: Seen, acceptUnseen: boolean): Change {
  const shows = moved(seen, "running");
  const send = (reason: string) =>
    startExperiment(seen.key, acceptUnseen, { version: seen.version, reason });
  return changed(seen, "start", { shows, send, again: (newest) => startOf(newest, acceptUnseen) });
}

/** The change that takes in a larger share of units. */
export function trafficOf(seen: Seen, percentage: number): Change {
  const before = `${seen.document.traffic ?? 100} %`;
  const shows = [{ field: "traffic", before, after: `${percentage} %` }];
  const send = (reason: string) =>
    raiseTraffic(seen.key, percentage, { version: seen.version, reason });
  return changed(seen, "traffic", { shows, send, again: (next) => trafficOf(next, percentage) });
}

interface Making {
  shows: readonly Difference[];
  send: (reason: string) => Promise<unknown>;
  /** The same change to a newer version. */
  again: (newest: Seen) => Change;
}

function changed(seen: Seen, name: StepName, { shows, send, again }: Making): Change {
  const { action, done, warning, asks } = STEPS[name];
  return {
    title: `${action}: ${seen.key}`,
    action,
    done: done(seen.key),
    environments: [seen.document.environment],
    ...(warning && { warning }),
    ...(asks && { asks }),
    touches: [KEYS.experiments()],
    shows,
    send,
    upon: () => uponNewest(seen, again),
  };
}

/** What somebody else wrote meanwhile, and the same change on top of it. */
export async function uponNewest(
  seen: Seen,
  again: (newest: Seen) => Change | Promise<Change>,
): Promise<Newer> {
  const newest = await readExperiment(seen.key);
  const theirs = differences(seen.document, newest.document);
  return { version: newest.version, made: newest.change, theirs, ours: await again(newest) };
}

function moved({ document }: Seen, to: ExperimentStatus | null): Difference[] {
  const before = document.status ?? "draft";
  return to === null ? [] : [{ field: "status", before, after: to }];
}
