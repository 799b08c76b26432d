import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Link from "@cloudscape-design/components/link";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { StoredRollout } from "../../api/rollouts.js";
import type { ExposeOn, Rollout, Strategy, WithoutData } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { byWhom } from "../../parts/actors.js";
import { Breakable } from "../../parts/Breakable.js";
import { Tags } from "../../parts/Tags.js";
import { When } from "../../parts/When.js";
import { ALPHA, madeAlarmInWords, spikeInWords, TRIGGERS, triggersOff } from "./guarding.js";
import { inPercent } from "./standing.js";

/** The strategies in words. */
const STRATEGIES: Record<Strategy, string> = {
  gradual: "More and more, in stages",
  percentage: "A share of everybody at once",
  user_list: "Named units at once",
  attribute_based: "Units with some attributes at once",
};

/** How a rollout is written, whatever it does now. */
export function Definition({ stored }: { stored: StoredRollout }) {
  const { document: rollout, version, change } = stored;
  const pairs = [
    {
      label: "Flag",
      value: (
        <Link href={href(`/flags/${rollout.flag}`)}>
          <Breakable text={rollout.flag} />
        </Link>
      ),
    },
    { label: "Variant", value: rollout.variant },
    { label: "Environment", value: rollout.environment },
    { label: "Strategy", value: STRATEGIES[rollout.strategy ?? "gradual"] },
    { label: "Units by", value: rollout.bucket_by ?? "–" },
    { label: "Starts", value: <When at={rollout.start_at} never="when somebody starts it" /> },
    { label: "Started", value: <When at={rollout.started_at} never="not yet" /> },
    { label: "Taken back after at most", value: `${rollout.maximum_days ?? 30} days` },
    {
      label: "Units of each variant before the next stage",
      value: (rollout.minimum_units ?? 0).toLocaleString("en"),
    },
    ...guardingPairs(rollout),
    { label: "Owner", value: <Breakable text={rollout.owner || "–"} /> },
    { label: "Team", value: rollout.team || "–" },
    { label: "Tags", value: <Tags tags={rollout.tags ?? []} /> },
    {
      label: `Version ${version}`,
      value: (
        <>
          <When at={change.at} /> <Breakable text={byWhom(change)} />
        </>
      ),
    },
  ];
  return (
    <Container header={<Header variant="h2">Definition</Header>}>
      <SpaceBetween size="m">
        {rollout.description}
        <KeyValuePairs columns={3} items={pairs} />
      </SpaceBetween>
    </Container>
  );
}

const EXPOSURES: Record<ExposeOn, string> = {
  evaluation: "Evaluation",
  fetch: "Evaluation, and fetching all flags",
};
const NO_DATA: Record<WithoutData, string> = {
  ignore: "Does nothing",
  hold: "Holds it at its stage",
  roll_back: "Takes it back",
};

/** How it is judged where it has guardrails, and what alarms do where it has any. */
function guardingPairs(rollout: Rollout) {
  const { guardrails = [], alarms = [], make_alarms = [], expose_on, on_alarm } = rollout;
  const off = triggersOff(rollout).map((trigger) => TRIGGERS[trigger].label);
  const judged = [
    { label: "Alpha", value: inPercent(rollout.alpha ?? ALPHA) },
    { label: "Told, but takes nothing back", value: off.join(", ") || "–" },
    { label: "A sudden rise", value: spikeInWords(rollout.spikes) },
    { label: "Units are exposed by", value: EXPOSURES[expose_on ?? "evaluation"] },
  ];
  const made = make_alarms.map((alarm) => (
    <Box key={alarm.name}>
      <Breakable text={madeAlarmInWords(alarm, guardrails)} />
    </Box>
  ));
  const watched = [
    { label: "Alarms that are made for it", value: made.length > 0 ? made : "–" },
    { label: "An alarm without data", value: NO_DATA[on_alarm?.on_insufficient_data ?? "ignore"] },
  ];
  const hasAlarms = alarms.length + make_alarms.length > 0;
  return [...(guardrails.length > 0 ? judged : []), ...(hasAlarms ? watched : [])];
}
