/** Decisions on an experiment as changes, and what is still in their way. */

import { agree, type Choice, decide } from "../../api/experiments.js";
import { readFlag } from "../../api/flags.js";
import { KEYS } from "../../api/queries.js";
import type {
  DecidedFlag,
  DecisionRole,
  DecisionSignOff,
  Experiment,
  ExperimentVariant,
  Results,
  Run,
  Stored,
} from "../../api/types.js";
import type { Change } from "../../parts/changes.js";
import type { Difference } from "../../parts/differences.js";
import { hasVerdict } from "./standing.js";
import { uponNewest } from "./steps.js";

type Seen = Stored<Experiment>;

export const ROLES: readonly DecisionRole[] = ["product", "engineering"];

/** `badges is promoted`, `the control is kept`. */
export function choiceInWords(choice: Choice): string {
  return choice === null ? "the control is kept" : `${choice} is promoted`;
}

/** What a verdict comes to as a decision; undefined where it says to wait, or to change something
 * first. */
export function recommendedChoice(look: Results | null): Choice | undefined {
  if (look === null || !hasVerdict(look)) return undefined;
  const { recommendation, variant } = look.verdict;
  if (recommendation === "promote") return variant || undefined;
  const keeps = ["roll_back", "stop", "inconclusive"];
  return keeps.includes(recommendation ?? "") ? null : undefined;
}

/** Who has agreed to a choice, by role. */
function agreedTo(run: Run, choice: Choice, role: DecisionRole): DecisionSignOff[] {
  const marks = run.sign_offs ?? [];
  return marks.filter((mark) => mark.role === role && mark.promoted === choice);
}

/** What keeps a decision from being made in production, each as a sentence. */
export function obstaclesTo(run: Run, choice: Choice, look: Results | null): string[] {
  const missing = ROLES.filter((role) => agreedTo(run, choice, role).length === 0);
  const verdict = hasVerdict(look) ? [] : ["No look has a verdict yet."];
  return [
    ...verdict,
    ...missing.map((role) => `Nobody has agreed for ${role} that ${choiceInWords(choice)}.`),
  ];
}

/** What is shown to everybody after a choice: flag -> its variant, or the value it gets. */
export function shownBy(experiment: Experiment, choice: Choice): Record<string, string> {
  const winner: ExperimentVariant | undefined =
    experiment.variants?.[choice ?? experiment.control ?? "control"];
  const configured = Object.entries(winner?.configuration ?? {}).map(([flag, shown]) => [
    flag,
    typeof shown === "string" ? shown : `the variant with ${JSON.stringify(shown["value"])}`,
  ]);
  return { ...winner?.flags, ...Object.fromEntries(configured) };
}

export interface Decided {
  choice: Choice;
  withoutVerdict: boolean;
  /** Is told what became of each flag. */
  tell: (flags: DecidedFlag[]) => void;
}

/** The change that decides; it reads the flags first, to show what differs in them. */
export async function decisionOf(seen: Seen, decided: Decided): Promise<Change> {
  const { environment } = seen.document;
  const { choice, withoutVerdict, tell } = decided;
  return {
    title: `Decide ${seen.key}: ${choiceInWords(choice)}`,
    action: "Decide",
    done: `${seen.key} is decided: ${choiceInWords(choice)}.`,
    environments: [environment],
    asks: withoutVerdict ? "why" : "whether",
    warning:
      `Everybody in ${environment} gets this as the flag's default. The run ends, the experiment ` +
      "is archived, and no look follows. This cannot be taken back; flags can still be changed.",
    touches: [KEYS.experiments(), KEYS.flags()],
    shows: await defaultsAfter(seen.document, choice),
    send: async (reason) => {
      const { version } = seen;
      tell(await decide(seen.key, { choice, withoutVerdict, version, reason }));
    },
    upon: () => uponNewest(seen, (newest) => decisionOf(newest, decided)),
  };
}

/** The change that agrees to a choice for a role. */
export function agreementOf(seen: Seen, choice: Choice, role: DecisionRole): Change {
  const { key, version, document } = seen;
  return {
    title: `Agree for ${role}: ${choiceInWords(choice)}`,
    action: "Agree",
    done: `You agreed for ${role} that ${choiceInWords(choice)}.`,
    environments: [document.environment],
    touches: [KEYS.experiments()],
    shows: [{ field: `sign-off for ${role}`, before: undefined, after: choiceInWords(choice) }],
    send: (reason) => agree(key, role, choice, { version, reason }),
    upon: () => uponNewest(seen, (newest) => agreementOf(newest, choice, role)),
  };
}

async function defaultsAfter(experiment: Experiment, choice: Choice): Promise<Difference[]> {
  const { environment } = experiment;
  const shown = Object.entries(shownBy(experiment, choice));
  const found = shown.map(async ([key, after]): Promise<Difference[]> => {
    // A flag that is not there is said by the refusal, with what to do.
    const flag = await readFlag(key).catch(() => undefined);
    const settings = flag?.document.environments?.[environment];
    const before = settings?.default_variant;
    const change = { field: `${key} in ${environment}: default variant`, before, after };
    const share = settings?.rollout && `${settings.rollout.percentage} %`;
    const rollout = { field: `${key}: share of ${settings?.rollout?.variant}`, after: undefined };
    const changed = before === after ? [] : [change];
    return share ? [...changed, { ...rollout, before: share }] : changed;
  });
  return (await Promise.all(found)).flat();
}
