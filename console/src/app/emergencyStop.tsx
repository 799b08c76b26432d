import { liftStop, stopEverything } from "../api/environments.js";
import { KEYS } from "../api/queries.js";
import type { Change } from "../parts/changes.js";
import { StopPreview } from "./StopPreview.js";

/** The change that ends everything in an environment that decides by chance. */
export function stopOf(environment: string): Change {
  return {
    title: `Emergency stop of ${environment}`,
    action: "Stop everything",
    done: `Everything in ${environment} is stopped.`,
    environments: [environment],
    asks: "why",
    warning:
      `Every rollout in ${environment} is taken back and every experiment ended. ` +
      "All units see the old variants and controls within seconds. Flags stay as they are.",
    touches: [KEYS.environments(), KEYS.rollouts(), KEYS.experiments(), KEYS.overviews()],
    shows: [],
    preview: <StopPreview environment={environment} />,
    send: (reason) => stopEverything(environment, reason),
  };
}

/** The change that lets rollouts and experiments decide again. */
export function liftOf(environment: string): Change {
  return {
    title: `Lift the emergency stop of ${environment}`,
    action: "Lift the stop",
    done: `The emergency stop of ${environment} is lifted.`,
    environments: [environment],
    asks: "why",
    warning: "What was ended stays ended: restart rollouts and experiments one by one.",
    touches: [KEYS.environments(), KEYS.overviews()],
    shows: [{ field: "rollouts and experiments", before: "are stopped", after: "may decide" }],
    send: (reason) => liftStop(environment, reason),
  };
}
