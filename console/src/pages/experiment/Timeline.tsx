import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import Link from "@cloudscape-design/components/link";
import { useTimeline } from "../../api/experiments.js";
import type { TimelineRow } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { DONE } from "../../parts/actions.js";
import { whoMade } from "../../parts/actors.js";
import { Breakable } from "../../parts/Breakable.js";
import { Loaded } from "../../parts/Loaded.js";
import { written } from "../../parts/moments.js";
import { capital } from "./standing.js";
import type { TabProps } from "./tabProps.js";

const ABOUT = "What happened to it and, while a run was on, to the flags it decides; newest first.";

/** What happened to an experiment and its flags. */
export function Timeline({ stored }: TabProps) {
  return (
    <Container
      header={
        <Header variant="h2" description={ABOUT}>
          Timeline
        </Header>
      }
    >
      <Loaded query={useTimeline(stored.key)}>
        {({ items }) => (
          <ol className="timeline">
            {[...items].reverse().map((row) => (
              <li key={`${row.kind}/${row.key}/${row.version}`}>
                <Entry row={row} />
              </li>
            ))}
          </ol>
        )}
      </Loaded>
    </Container>
  );
}

function Entry({ row: { kind, key, change, detail } }: { row: TimelineRow }) {
  return (
    <>
      <Box variant="strong">
        {kind === "flag" ? (
          <>
            The flag{" "}
            <Link href={href(`/flags/${key}?tab=history`)}>
              <Breakable text={key} />
            </Link>{" "}
          </>
        ) : (
          "It "
        )}
        {DONE[change.action]}
      </Box>
      {detail && <div>{capital(detail)}</div>}
      <Box variant="small" display="block">
        {change.at && <time dateTime={change.at}>{written(change.at)}</time>} by{" "}
        <Breakable text={whoMade(change)} />
        {change.reason && `: ${change.reason}`}
      </Box>
    </>
  );
}
