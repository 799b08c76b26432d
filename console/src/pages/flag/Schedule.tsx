import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import type { FieldProblem, Flag, ScheduledChange, Stored } from "../../api/types.js";
import { useMake } from "../../parts/Changes.js";
import { Empty } from "../../parts/Empty.js";
import { FieldProblems, Inside } from "../../parts/fields/FieldProblems.js";
import { written } from "../../parts/moments.js";
import { When } from "../../parts/When.js";
import { cancelOf, scheduleOf } from "./changing.js";
import { ScheduleForm } from "./ScheduleForm.js";
import { effectInWords } from "./scheduling.js";
import type { FlagTabProps } from "./tabs.js";

const ABOUT = "Changes that are made by themselves at their time, in the order of these times.";

/** What is to come for a flag in one environment; to be added to and cancelled by who may. */
export function Schedule({ stored, environment }: FlagTabProps) {
  const settings = stored.document.environments?.[environment];
  const may = useMay("editor")(environment) && stored.document.lifecycle !== "archived";
  if (!settings) {
    return (
      <Empty title={`${stored.key} is not in ${environment}`}>
        What is to come can be scheduled where the flag is.
      </Empty>
    );
  }
  const planned = settings.schedule ?? [];
  const header = (
    <Header variant="h2" counter={`(${planned.length})`} description={ABOUT}>
      {environment}
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="l">
        {planned.length === 0 && (
          <Empty title="Nothing is scheduled">
            A launch at midnight, or a sale that ends by itself: say when, and what is to change.
          </Empty>
        )}
        {planned.map((change) => (
          <Planned key={change.at} {...{ stored, environment, change, may }} />
        ))}
        {may && <Add stored={stored} environment={environment} />}
      </SpaceBetween>
    </Container>
  );
}

interface PlannedProps {
  stored: Stored<Flag>;
  environment: string;
  change: ScheduledChange;
  may: boolean;
}

function Planned({ stored, environment, change, may }: PlannedProps) {
  const make = useMake();
  const cancel = () => void make(cancelOf(stored, environment, change));
  return (
    <div className="planned">
      <span>
        <Box variant="awsui-key-label">
          {written(change.at)}, <When at={change.at} />
        </Box>
        {effectInWords(change)}
      </span>
      {may && (
        <Button ariaLabel={`Cancel: ${effectInWords(change)}`} onClick={cancel}>
          Cancel it
        </Button>
      )}
    </div>
  );
}

/** Folded away until somebody wants it. */
function Add({ stored, environment }: { stored: Stored<Flag>; environment: string }) {
  const [isOpen, setIsOpen] = useState(false);
  const [errors, setErrors] = useState<readonly FieldProblem[]>([]);
  const make = useMake();
  if (!isOpen) return <Button onClick={() => setIsOpen(true)}>Schedule a change</Button>;
  const close = () => {
    setIsOpen(false);
    setErrors([]);
  };
  const plan = async (change: ScheduledChange) => {
    const refused = (problem: { errors: readonly FieldProblem[] }) => setErrors(problem.errors);
    if (await make(scheduleOf(stored, environment, change, refused))) close();
  };
  return (
    <FieldProblems of={errors}>
      <Inside field="change">
        <ScheduleForm
          variants={Object.keys(stored.document.variants ?? {})}
          plan={(change) => void plan(change)}
          cancel={close}
        />
      </Inside>
    </FieldProblems>
  );
}
