import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Trigger } from "../../api/types.js";
import { CheckField } from "../../parts/fields/CheckField.js";
import { DurationField } from "../../parts/fields/DurationField.js";
import { ExposeOnField } from "../../parts/fields/ExposeOnField.js";
import { Inside } from "../../parts/fields/FieldProblems.js";
import { Further } from "../../parts/fields/Further.js";
import { Group } from "../../parts/fields/Group.js";
import { NumberField, PercentField } from "../../parts/fields/NumberField.js";
import { ALPHA, SPIKES, TRIGGERS } from "../rollout/guarding.js";
import type { Writing, WrittenSpikes } from "./written.js";
import "../../parts/editors.css";

/** The fields that say how guardrails are judged. */
export const JUDGING = ["alpha", "triggers", "spikes", "expose_on"] as const;

const HALF = 0.5;
const ABOUT = "What takes it back, and how certain that has to be. The defaults suit most.";
const ALPHA_IS =
  "So often a rollout that harms nobody is taken back by chance at most, over all its stages and " +
  "guardrails. With less, harm has to be seen in more units. 5 % if nothing is said.";
const OFF = "What is off is still told on the rollout's page, and does not act.";
const RISE = "A rise that is both: as steep as this, and hardly chance.";

/** How guardrails are judged. */
export function JudgingFields(writing: Writing) {
  const { written, change } = writing;
  const { alpha = ALPHA, expose_on = "evaluation" } = written;
  return (
    <Further title="How guardrails are judged" description={ABOUT} fields={JUDGING}>
      <SpaceBetween size="l">
        <PercentField
          label="Alpha"
          field="alpha"
          description={ALPHA_IS}
          problem={likelihoodProblem(alpha)}
          value={alpha}
          onChange={(share) => change({ alpha: share })}
        />
        <Triggers {...writing} />
        <Rise {...writing} />
        <ExposeOnField value={expose_on} onChange={(on) => change({ expose_on: on })} />
      </SpaceBetween>
    </Further>
  );
}

function Triggers({ written, change }: Writing) {
  const { triggers = {} } = written;
  return (
    <Group label="What takes it back" description={OFF}>
      <SpaceBetween size="xs">
        {(Object.keys(TRIGGERS) as Trigger[]).map((trigger) => (
          <CheckField
            key={trigger}
            label={TRIGGERS[trigger].label}
            description={TRIGGERS[trigger].about}
            value={triggers[trigger] ?? true}
            onChange={(isOn) => change({ triggers: { ...triggers, [trigger]: isOn } })}
          />
        ))}
      </SpaceBetween>
    </Group>
  );
}

/** What a sudden rise is. */
function Rise({ written, change }: Writing) {
  const { window, baseline, ratio, p } = { ...SPIKES, ...written.spikes };
  const set = (parts: WrittenSpikes) => change({ spikes: { ...written.spikes, ...parts } });
  return (
    <Group label="What a sudden rise is" description={RISE}>
      <Inside field="spikes">
        <SpaceBetween size="s">
          <div className="in-a-row">
            <DurationField
              label="In the last"
              field="window"
              description="5 minutes if nothing is said."
              value={window}
              onChange={(changed) => set({ window: changed })}
            />
            <DurationField
              label="Compared with, before it"
              field="baseline"
              description="24 hours if nothing is said."
              value={baseline}
              onChange={(changed) => set({ baseline: changed })}
            />
          </div>
          <div className="in-a-row">
            <NumberField
              label="At least so many times the rate"
              field="ratio"
              description="3 if nothing is said; more than 1."
              value={ratio}
              onChange={(changed) => set({ ratio: changed })}
            />
            <PercentField
              label="By chance less likely than"
              field="p"
              description="0.1 % if nothing is said."
              problem={likelihoodProblem(p)}
              value={p}
              onChange={(changed) => set({ p: changed })}
            />
          </div>
        </SpaceBetween>
      </Inside>
    </Group>
  );
}

/** Why it can be no likelihood of a mistake, in percent as it is typed. */
function likelihoodProblem(share: number | null | undefined): string | undefined {
  const isWrong = share != null && (share <= 0 || share >= HALF);
  return isWrong ? "Write more than 0 and less than 50." : undefined;
}
