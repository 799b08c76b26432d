import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import { asProblem } from "../../api/problem.js";
import { KEYS } from "../../api/queries.js";
import { takeLook } from "../../api/results.js";
import type { Experiment, Results, Run, Stored } from "../../api/types.js";
import { useTell } from "../../parts/Messages.js";

interface LookNowProps {
  stored: Stored<Experiment>;
  run: Run;
  look: Results | null;
}

/** Takes a look when somebody asks; not where none can come any more. */
export function LookNow({ stored, run, look }: LookNowProps) {
  const may = useMay("editor")(run.environment);
  const [isLooking, setIsLooking] = useState(false);
  const client = useQueryClient();
  const tell = useTell();
  if (!may || look?.is_final || stored.document.status === "archived") return null;
  const ask = async () => {
    setIsLooking(true);
    try {
      const taken = await takeLook(stored.key, run.number, false);
      await client.invalidateQueries({ queryKey: KEYS.experiments() });
      if (taken.number === look?.number) {
        tell("info", "There is nothing new to see since the last look.", WHY_NOT);
      } else tell("success", `Look ${taken.number} is taken.`);
    } catch (fault) {
      const problem = asProblem(fault);
      tell("error", problem.detail, problem.advice);
    }
    setIsLooking(false);
  };
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <Button
        loading={isLooking}
        loadingText="Looking: the sums are judged by the plan"
        onClick={() => void ask()}
      >
        Look now
      </Button>
    </SpaceBetween>
  );
}

const WHY_NOT = "A look takes at least 2 % more units than the last one.";
