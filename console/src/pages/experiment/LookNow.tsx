import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import { asProblem } from "../../api/problem.js";
import { KEYS } from "../../api/queries.js";
import { takeLook } from "../../api/results.js";
import type { Experiment, Results, Run, Stored } from "../../api/types.js";
import type { Change } from "../../parts/changes.js";
import { useMake } from "../../parts/Changes.js";
import { useTell } from "../../parts/Messages.js";

interface LookNowProps {
  stored: Stored<Experiment>;
  run: Run;
  look: Results | null;
}

const WHY_NOT = "A look takes at least 2 % more units than the last one.";

/** Takes a look when somebody asks; not where none can come any more. */
export function LookNow({ stored, run, look }: LookNowProps) {
  const may = useMay("editor")(run.environment);
  const make = useMake();
  const [isLooking, ask] = useLook({ stored, run, look });
  if (!may || look?.is_final || stored.document.status === "archived") return null;
  const now = (
    <Button
      loading={isLooking}
      loadingText="Looking: the sums are judged by the plan"
      onClick={() => void ask()}
    >
      Look now
    </Button>
  );
  if (!run.ended_at) return now;
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button onClick={() => void make(finalLookOf(stored.key, run))}>Take the final look</Button>
      {now}
    </SpaceBetween>
  );
}

/** Whether a look is being taken, and what takes one. */
function useLook({ stored, run, look }: LookNowProps): [boolean, () => Promise<void>] {
  const [isLooking, setIsLooking] = useState(false);
  const client = useQueryClient();
  const tell = useTell();
  const ask = async () => {
    setIsLooking(true);
    try {
      const taken = await takeLook(stored.key, run.number, false);
      await client.invalidateQueries({ queryKey: KEYS.experiments() });
      const isNew = taken.number !== look?.number;
      if (isNew) tell("success", `Look ${taken.number} is taken.`);
      else tell("info", "There is nothing new to see since the last look.", WHY_NOT);
    } catch (fault) {
      const problem = asProblem(fault);
      tell("error", problem.detail, problem.advice);
    }
    setIsLooking(false);
  };
  return [isLooking, ask];
}

/** The change that takes the last look at a run that has ended. A look is no version of a document:
 * there is nothing to keep a reason with. */
function finalLookOf(key: string, run: Run): Change {
  return {
    title: `Take the final look at run ${run.number} of ${key}`,
    action: "Take it",
    done: `The final look at ${key} is taken.`,
    environments: [],
    asks: "whether",
    warning:
      "It does not wait for events that may still come, spends all alpha that is left, and no " +
      "look follows it. Without it the last look is taken by itself once all windows are over.",
    touches: [KEYS.experiments()],
    shows: [{ field: "looks", before: "more may follow", after: "this one is the last" }],
    send: () => takeLook(key, run.number, true),
  };
}
