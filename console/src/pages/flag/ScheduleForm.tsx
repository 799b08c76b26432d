import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import type { ScheduledChange } from "../../api/types.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { MomentField } from "../../parts/fields/MomentField.js";
import { NumberField } from "../../parts/fields/NumberField.js";
import { type Planned, plannedChange, problemsOfPlanned } from "./scheduling.js";

interface ScheduleFormProps {
  variants: readonly string[];
  plan: (change: ScheduledChange) => void;
  cancel: () => void;
}

const AS_IT_IS = { value: "", label: "Leave it as it is" };
const SWITCHES = [
  AS_IT_IS,
  { value: "on", label: "Switch it on" },
  { value: "off", label: "Switch it off" },
];
const NOTHING: Planned = { at: null, enabled: "", standard: "", shared: "", percentage: null };

/** When, and what is to change then. */
export function ScheduleForm({ variants, plan, cancel }: ScheduleFormProps) {
  const [planned, setPlanned] = useState(NOTHING);
  const [isTried, setIsTried] = useState(false);
  const found = problemsOfPlanned(planned, Date.now());
  const problems = isTried ? found : {};
  const set = (changed: Partial<Planned>) => setPlanned((now) => ({ ...now, ...changed }));
  const choices = [AS_IT_IS, ...variants.map((value) => ({ value, label: value }))];
  const submit = () => {
    setIsTried(true);
    if (Object.keys(found).length === 0) plan(plannedChange(planned));
  };
  return (
    <SpaceBetween size="m">
      <MomentField
        label="When"
        field="at"
        value={planned.at}
        problem={problems.at}
        onChange={(at) => set({ at })}
      />
      <ChoiceField
        label="Its switch"
        field="enabled"
        value={planned.enabled}
        choices={SWITCHES}
        problem={problems.effect}
        onChange={(enabled) => set({ enabled })}
      />
      <ChoiceField
        label="Default variant"
        field="default_variant"
        value={planned.standard}
        choices={choices}
        onChange={(standard) => set({ standard })}
      />
      <ShareFields planned={planned} choices={choices} problem={problems.percentage} set={set} />
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="primary" onClick={submit}>
          Schedule
        </Button>
        <Button variant="link" onClick={cancel}>
          Close
        </Button>
      </SpaceBetween>
    </SpaceBetween>
  );
}

interface ShareFieldsProps {
  planned: Planned;
  choices: readonly { value: string; label: string }[];
  problem: string | undefined;
  set: (changed: Partial<Planned>) => void;
}

function ShareFields({ planned, choices, problem, set }: ShareFieldsProps) {
  return (
    <div className="in-a-row">
      <ChoiceField
        label="A share of everybody else gets"
        field="rollout"
        value={planned.shared}
        choices={choices}
        onChange={(shared) => set({ shared })}
      />
      {planned.shared !== "" && (
        <NumberField
          label="Share"
          field="rollout.percentage"
          value={planned.percentage}
          unit="%"
          problem={problem}
          onChange={(percentage) => set({ percentage })}
        />
      )}
    </div>
  );
}
