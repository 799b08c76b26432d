import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useRolloutTimeline } from "../../api/rollouts.js";
import type { TimelineRow } from "../../api/types.js";
import { DONE } from "../../parts/actions.js";
import { byWhom } from "../../parts/actors.js";
import { Loaded } from "../../parts/Loaded.js";
import { When } from "../../parts/When.js";
import "./stages.css";

const ABOUT = "Each line is a change of what is served, oldest first.";

/** What happened to a rollout, in sentences. */
export function Timeline({ rolloutKey }: { rolloutKey: string }) {
  const query = useRolloutTimeline(rolloutKey);
  const header = (
    <Header variant="h2" description={ABOUT}>
      Timeline
    </Header>
  );
  return (
    <Container header={header}>
      <Loaded query={query}>
        {(rows) => (
          <ol className="happenings">
            {rows.map((row) => (
              <One key={row.version} row={row} />
            ))}
          </ol>
        )}
      </Loaded>
    </Container>
  );
}

function One({ row: { change, detail, version } }: { row: TimelineRow }) {
  return (
    <li>
      <Box fontWeight="bold">
        It {DONE[change.action]} <When at={change.at} />
      </Box>
      {detail && <div>{detail}</div>}
      <Box variant="small">
        Version {version}, {byWhom(change)}
        {change.reason && !detail?.includes(change.reason) && `: ${change.reason}`}
      </Box>
    </li>
  );
}
