import Alert from "@cloudscape-design/components/alert";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Tabs from "@cloudscape-design/components/tabs";
import { type UnitAsked, useUnitView } from "../../api/explanations.js";
import type { Unit } from "../../api/types.js";
import { useUnit } from "../../api/units.js";
import { Breakable } from "../../parts/Breakable.js";
import { Loaded } from "../../parts/Loaded.js";
import { Refusal } from "../../parts/Refusal.js";
import { useParameter } from "../../parts/useParameter.js";
import { When } from "../../parts/When.js";
import { Exposures } from "./Exposures.js";
import { Profile } from "./Profile.js";
import { Seen } from "./Seen.js";
import { SegmentLinks } from "./SegmentLinks.js";
import { UnitActions } from "./UnitActions.js";

const TAB = "tab";

/** One unit in an environment: whether it takes part, what it sees and why, what it did. */
export function UnitFound({ asked }: { asked: UnitAsked }) {
  return <Loaded query={useUnit(asked)}>{(unit) => <Shown unit={unit} asked={asked} />}</Loaded>;
}

interface ShownProps {
  unit: Unit;
  asked: UnitAsked;
}

function Shown({ unit, asked }: ShownProps) {
  const pages = useUnitView(asked);
  const [tab, turn] = useParameter(TAB);
  const tabs = [
    { id: "sees", label: "What it sees", content: <Seen pages={pages} asked={asked} /> },
    {
      id: "experiments",
      label: "Experiments",
      content: <Exposures unit={unit} memberships={pages.answer?.memberships} />,
    },
    { id: "did", label: "What it did", content: <Profile unit={unit} /> },
  ];
  const active = tabs.find(({ id }) => id === tab) ?? tabs[0];
  return (
    <SpaceBetween size="l">
      <Container
        header={
          <Header variant="h2" actions={<UnitActions unit={unit} asked={asked} />}>
            <Breakable text={asked.unit} />
          </Header>
        }
      >
        <SpaceBetween size="m">
          {unit.erased && <Erased />}
          <Facts unit={unit} segments={pages.answer?.segments} />
        </SpaceBetween>
      </Container>
      {pages.problem && active?.id !== "sees" && (
        <Refusal problem={pages.problem} again={pages.askAgain} />
      )}
      <Tabs
        tabs={tabs}
        activeTabId={active?.id ?? ""}
        ariaLabel="What there is to see of this unit"
        onChange={({ detail }) => turn(detail.activeTabId)}
      />
    </SpaceBetween>
  );
}

function Erased() {
  return (
    <Alert type="info">
      It was erased a few days ago at most: what is still on its way to us is dropped, and it takes
      part in no experiment. What people wrote into documents, as a flag's named units, stays.
    </Alert>
  );
}

interface FactsProps {
  unit: Unit;
  segments: readonly string[] | undefined;
}

function Facts({ unit, segments }: FactsProps) {
  const pairs = [
    { label: "Experiments", value: <TakesPart unit={unit} /> },
    { label: "Segments", value: <SegmentLinks keys={segments} /> },
    { label: "Tracking events that rest", value: unit.events.toLocaleString("en") },
    { label: "Rests under the pseudonym", value: <code>{unit.pseudonym}</code> },
  ];
  return <KeyValuePairs columns={4} items={pairs} />;
}

function TakesPart({ unit: { takes_part: takesPart, opt_out: optOut, erased } }: { unit: Unit }) {
  if (takesPart) return <StatusIndicator type="success">may take part</StatusIndicator>;
  return (
    <StatusIndicator type="stopped" wrapText>
      {erased ? "erased" : "opted out"} {!erased && optOut && <When at={optOut.at} />}
    </StatusIndicator>
  );
}
