import { useState } from "react";
import { useResults } from "../../api/results.js";
import type { DecidedFlag, ExperimentStatus } from "../../api/types.js";
import { Empty } from "../../parts/Empty.js";
import { Loaded } from "../../parts/Loaded.js";
import { DecisionForm } from "./DecisionForm.js";
import { DecisionRecorded } from "./DecisionRecorded.js";
import type { TabProps } from "./tabProps.js";

const MAY_DECIDE: readonly ExperimentStatus[] = ["running", "paused", "completed"];

/** What was decided on the newest run, or what is to be decided. */
export function Decision({ stored }: TabProps) {
  const [flags, setFlags] = useState<DecidedFlag[]>([]);
  const { runs = [], status = "draft" } = stored.document;
  const run = runs.at(-1);
  const results = useResults(stored.key, run?.number ?? 1);
  if (!run) return null;
  if (run.decision) return <DecisionRecorded {...{ stored, run, flags, setFlags }} />;
  if (!MAY_DECIDE.includes(status)) {
    return (
      <Empty title="It was not decided">
        {stored.document.halted
          ? "It was stopped: everybody sees the control until it is archived or restarted."
          : "An experiment that was cancelled, failed or put away is not decided: everybody sees " +
            "the flag's ordinary answer. Restart it for another run, or change the flag itself."}
      </Empty>
    );
  }
  return (
    <Loaded query={results}>
      {(look) => <DecisionForm {...{ stored, run, look, setFlags }} />}
    </Loaded>
  );
}
