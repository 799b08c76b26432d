import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Experiment, Results, Run, Stored } from "../../api/types.js";
import { Told } from "../../parts/charts/Told.js";
import { Marked } from "../../parts/Marked.js";
import { When } from "../../parts/When.js";
import { LookNow } from "./LookNow.js";
import { finalOf, levelText } from "./resultWords.js";
import { RECOMMENDATIONS, recommendationOf } from "./standing.js";

interface VerdictToldProps {
  stored: Stored<Experiment>;
  run: Run;
  look: Results;
}

/** What to do, and why, in a sentence. */
export function VerdictTold({ stored, run, look }: VerdictToldProps) {
  const { verdict } = look;
  const told = (
    <>
      Look {look.number}, <When at={look.at} />
      {look.is_final && ": the last one, its verdict stands"}
    </>
  );
  const header = (
    <Header
      variant="h2"
      description={told}
      actions={<LookNow stored={stored} run={run} look={look} />}
    >
      Verdict
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="s">
        <Box fontSize="heading-m">
          <Marked
            type={RECOMMENDATIONS[verdict.recommendation ?? "none"]}
            meaning={recommendationOf(verdict)}
          >
            {verdict.sentence}
          </Marked>
        </Box>
        <Reasons look={look} />
        <Final look={look} />
      </SpaceBetween>
    </Container>
  );
}

/** The verdict's reasons that no check says below. */
function Reasons({ look }: { look: Results }) {
  const said = new Set([look.verdict.sentence, ...look.checks.map(({ sentence }) => sentence)]);
  const more = (look.verdict.reasons ?? []).filter((reason) => !said.has(reason));
  if (more.length === 0) return null;
  return (
    <ul className="plain">
      {more.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  );
}

/** The effect of the verdict, freed of what looking does to it. */
function Final({ look }: { look: Results }) {
  const { final } = look;
  const metric = look.metrics.find((one) => one.metric === final?.metric);
  if (!final || !metric) return null;
  return (
    <Box>
      <Box variant="awsui-key-label">
        Final effect of {final.variant} on {final.metric}, {levelText(final.alpha)} interval
      </Box>
      <Told pieces={finalOf(metric, final)} />
      <Box variant="small" display="block">
        An effect that stops a run is one that looks large. This one is as often too small as too
        large.
      </Box>
    </Box>
  );
}
