import { createFlag } from "../../api/flagChanges.js";
import { KEYS } from "../../api/queries.js";
import type { FieldProblem, Flag } from "../../api/types.js";
import { type Change, telling } from "../../parts/changes.js";
import { flagDifferences } from "../flag/telling.js";

type Refused = (problems: readonly FieldProblem[]) => void;

/** The change that makes a flag; a refusal is also told to `refused`. */
export function creationOf(flag: Flag, refused: Refused): Change {
  const change = {
    title: `Create ${flag.key}`,
    action: "Create",
    done: `${flag.key} is created.`,
    environments: Object.keys(flag.environments ?? {}),
    touches: [KEYS.flags()],
    shows: flagDifferences({ key: flag.key, kind: flag.kind }, flag),
    send: (reason: string) => createFlag(flag, reason),
  };
  return telling(change, refused);
}
