import { useSums } from "../../api/experiments.js";
import type { Experiment, Run, Stored } from "../../api/types.js";
import { Empty } from "../../parts/Empty.js";
import { Loaded } from "../../parts/Loaded.js";
import { written } from "../../parts/moments.js";
import { LookNow } from "./LookNow.js";
import { countText } from "./resultWords.js";
import { afterDays, countedInAll, isLive } from "./standing.js";

interface NoLookYetProps {
  stored: Stored<Experiment>;
  run: Run;
}

const ARCHIVED = "It is archived, so no look will come.";
const RHYTHM = { daily: "each day", weekly: "each seventh day" };

/** What stands where nobody has looked yet: when there will be a look, and when a verdict. */
export function NoLookYet({ stored, run }: NoLookYetProps) {
  const { status = "draft" } = stored.document;
  const isOn = isLive(status) && !run.ended_at;
  return (
    <Loaded query={useSums(stored.key, run.number, isOn)}>
      {(sums) => {
        const units = countedInAll(sums);
        const look = units > 0 && <LookNow stored={stored} run={run} look={null} />;
        return (
          <Empty title="Nobody has looked at the results yet" action={look}>
            {units === 0
              ? "Nobody was exposed so far, so there is nothing to look at. "
              : `${countText(units)} units were exposed so far. `}
            {status === "archived" ? ARCHIVED : <Coming run={run} />}
          </Empty>
        );
      }}
    </Loaded>
  );
}

function Coming({ run }: { run: Run }) {
  const { looks = "daily", minimum_days: days = 0, minimum_units: units = 0 } = run.plan ?? {};
  if (run.ended_at) return <>The run has ended: one more look comes once its windows are over.</>;
  return (
    <>
      Burgee looks by itself {RHYTHM[looks]}, and you may look whenever you like: the plan makes up
      for it. A verdict needs at least {countText(units)} units in each variant and {days}{" "}
      {days === 1 ? "day" : "days"}, so the first one can come on{" "}
      {written(afterDays(run, days))}.
    </>
  );
}
