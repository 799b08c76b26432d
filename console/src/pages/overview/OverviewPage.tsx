import Grid from "@cloudscape-design/components/grid";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useOverview } from "../../api/overview.js";
import type { Overview } from "../../api/types.js";
import { useEnvironmentChoice } from "../../app/EnvironmentChoice.js";
import { Loaded } from "../../parts/Loaded.js";
import { Page } from "../../parts/Page.js";
import { Alarms } from "./Alarms.js";
import { Counts } from "./Counts.js";
import { OpenRollouts } from "./OpenRollouts.js";
import { RecentChanges } from "./RecentChanges.js";
import { RingingAlarms } from "./RingingAlarms.js";
import { RunningExperiments } from "./RunningExperiments.js";

/** Beside each other where there is room, else one below the other. */
const ALARMS = { colspan: { default: 12, m: 5 } } as const;
const CHANGES = { colspan: { default: 12, m: 7 } } as const;

/** The start: what is on in the environment that is looked at, and what happened last. */
export function OverviewPage() {
  const { environment } = useEnvironmentChoice();
  const about = `What decides in ${environment} now, and what changed last.`;
  return (
    <Page title="Overview" description={about}>
      <Loaded query={useOverview(environment)}>{(found) => <Sections found={found} />}</Loaded>
    </Page>
  );
}

function Sections({ found }: { found: Overview }) {
  return (
    <SpaceBetween size="l">
      <RingingAlarms alarms={found.alarms} />
      <Counts found={found} />
      <RunningExperiments environment={found.environment} experiments={found.experiments} />
      <OpenRollouts environment={found.environment} rollouts={found.rollouts} />
      <Grid gridDefinition={[ALARMS, CHANGES]}>
        <Alarms alarms={found.alarms} />
        <RecentChanges changes={found.changes} />
      </Grid>
    </SpaceBetween>
  );
}
