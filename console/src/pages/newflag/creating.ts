import { createFlag } from "../../api/flagChanges.js";
import { asProblem, type Problem } from "../../api/problem.js";
import { KEYS } from "../../api/queries.js";
import type { Flag } from "../../api/types.js";
import type { Change } from "../../parts/changes.js";
import { flagDifferences } from "../flag/telling.js";

/** The change that makes a flag; a refusal is also told to `refused`. */
export function creationOf(flag: Flag, refused: (problem: Problem) => void): Change {
  return {
    title: `Create ${flag.key}`,
    action: "Create",
    done: `${flag.key} is created.`,
    environments: Object.keys(flag.environments ?? {}),
    touches: [KEYS.flags()],
    shows: flagDifferences({ key: flag.key, kind: flag.kind }, flag),
    send: async (reason) => {
      try {
        return await createFlag(flag, reason);
      } catch (fault) {
        refused(asProblem(fault));
        throw fault;
      }
    },
  };
}
