import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { AlarmKind, Guardrail } from "../../api/types.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import type { Choice } from "../../parts/fields/choices.js";
import { Inside, ProblemsHere } from "../../parts/fields/FieldProblems.js";
import { Further } from "../../parts/fields/Further.js";
import { Group } from "../../parts/fields/Group.js";
import { KeyField } from "../../parts/fields/KeyField.js";
import { NumberField, PercentField } from "../../parts/fields/NumberField.js";
import { SuggestField } from "../../parts/fields/SuggestField.js";
import { TagField } from "../../parts/fields/TagField.js";
import { TextField } from "../../parts/fields/TextField.js";
import { isRate } from "../rollout/standing.js";
import {
  dimensionProblem,
  dimensionsInWords,
  dimensionsOf,
  listeningTo,
  MOST_MADE_ALARMS,
  newMadeAlarm,
} from "./madeAlarms.js";
import type { Writing, WrittenAlarm } from "./written.js";
import "../../parts/editors.css";

const ABOUT =
  "Burgee makes them in CloudWatch when the rollout starts, and removes them when it ends. One " +
  "that goes on takes it back.";
const NAMED = "What its name in CloudWatch ends with.";
const KINDS: readonly Choice<AlarmKind>[] = [
  { value: "error_rate", label: "Errors" },
  { value: "latency", label: "Speed" },
  { value: "custom", label: "Something else" },
];
const STATISTICS = ["Average", "Sum", "Maximum", "Minimum", "SampleCount", "p95", "p99"];
const OF_CLOUDWATCH = "";

/** Alarms that are made for it. */
export function MadeAlarmFields({ written, change }: Writing) {
  const { make_alarms = [], guardrails = [] } = written;
  const set = (changed: WrittenAlarm[]) => change({ make_alarms: changed });
  return (
    <Group label="Alarms that are made for it" description={ABOUT}>
      <SpaceBetween size="l">
        <ProblemsHere field="make_alarms" />
        {make_alarms.map((alarm, at) => (
          <Inside
            // An alarm is known by its place: its name is being written.
            key={at}
            field={`make_alarms.${at}`}
          >
            <One
              alarm={alarm}
              at={at}
              guardrails={guardrails}
              change={(changed) => set(make_alarms.with(at, changed))}
              remove={() => set(make_alarms.toSpliced(at, 1))}
            />
          </Inside>
        ))}
        {make_alarms.length < MOST_MADE_ALARMS && (
          <Button
            formAction="none"
            iconName="add-plus"
            onClick={() => set([...make_alarms, newMadeAlarm(written)])}
          >
            Make an alarm
          </Button>
        )}
      </SpaceBetween>
    </Group>
  );
}

interface AlarmProps {
  alarm: WrittenAlarm;
  guardrails: readonly Guardrail[];
  change: (alarm: WrittenAlarm) => void;
}

function One(props: AlarmProps & { at: number; remove: () => void }) {
  const { alarm, change, remove } = props;
  const title = `Made alarm ${props.at + 1}`;
  return (
    <div className="nested" role="group" aria-label={title}>
      <div className="in-a-row">
        <Box variant="h3">{alarm.name || title}</Box>
        <div className="buttons">
          <Button formAction="none" ariaLabel={`Remove ${title.toLowerCase()}`} onClick={remove}>
            Remove
          </Button>
        </div>
      </div>
      <ProblemsHere />
      <div className="in-a-row">
        <KeyField
          label="Name"
          field="name"
          description={NAMED}
          value={alarm.name}
          onChange={(name) => change({ ...alarm, name })}
        />
        <Source {...props} />
      </div>
      {!alarm.guardrail && <OfCloudWatch {...props} />}
      <Limit {...props} />
      <Measuring {...props} />
    </div>
  );
}

/** What it listens to: a guardrail of this rollout, or a metric that is there already. */
function Source({ alarm, guardrails, change }: AlarmProps) {
  const choices = [
    ...guardrails.map(({ metric }) => ({
      value: metric.key,
      label: metric.name || metric.key,
      description: "The guardrail's value of the new variant, each minute.",
    })),
    {
      value: OF_CLOUDWATCH,
      label: "A metric of CloudWatch",
      description: "One that your service reports itself.",
    },
  ];
  const chosen = alarm.guardrail ?? OF_CLOUDWATCH;
  const isThere = choices.some(({ value }) => value === chosen);
  const listen = (to: string) =>
    change(listeningTo(alarm, guardrails.find(({ metric }) => metric.key === to)));
  return (
    <ChoiceField
      label="Of what"
      field="guardrail"
      description="What it listens to."
      choices={choices}
      value={chosen}
      problem={isThere ? undefined : `The guardrail ${chosen} is not there any more.`}
      onChange={listen}
    />
  );
}

function Limit({ alarm, guardrails, change }: AlarmProps) {
  const metric = guardrails.find((each) => each.metric.key === alarm.guardrail)?.metric;
  const LimitField = metric && isRate(metric.type) ? PercentField : NumberField;
  const isGood = metric?.direction === "increase";
  return (
    <LimitField
      label="Goes on above"
      field="above"
      description="A value as large as this is still right."
      value={alarm.above}
      {...(isGood && { warning: "More is good there: it would go on when all is well." })}
      onChange={(above) => change({ ...alarm, above })}
    />
  );
}

/** A metric of CloudWatch, as whoever runs the service knows it. */
function OfCloudWatch({ alarm, change }: AlarmProps) {
  return (
    <>
      <div className="in-a-row">
        <TextField
          label="Namespace"
          field="namespace"
          placeholder="AWS/ApplicationELB"
          longest={255}
          value={alarm.namespace ?? ""}
          onChange={(namespace) => change({ ...alarm, namespace })}
        />
        <TextField
          label="Metric"
          field="metric_name"
          placeholder="TargetResponseTime"
          longest={255}
          value={alarm.metric_name ?? ""}
          onChange={(metric_name) => change({ ...alarm, metric_name })}
        />
      </div>
      <TagField
        label="Dimensions"
        field="dimensions"
        isOptional
        description="Which of several metrics of that name, as LoadBalancer=app/shop."
        placeholder="Add a dimension"
        problem={dimensionProblem(alarm.dimensions) || undefined}
        value={dimensionsInWords(alarm.dimensions)}
        onChange={(words) => change({ ...alarm, dimensions: dimensionsOf(words) })}
      />
    </>
  );
}

/** How it measures; what most leave as it is. */
function Measuring({ alarm, change }: AlarmProps) {
  return (
    <Further
      title="How it measures"
      description={measured(alarm)}
      fields={["kind", "statistic", "period_seconds", "periods"]}
    >
      <div className="in-a-row">
        <NumberField
          label="Periods in a row"
          field="periods"
          isWhole
          description="In so many it has to be above; at most 60."
          value={alarm.periods}
          onChange={(periods) => change({ ...alarm, periods })}
        />
        <NumberField
          label="Seconds of a period"
          field="period_seconds"
          isWhole
          description="10, 20, 30, or whole minutes; at most a day."
          value={alarm.period_seconds}
          onChange={(period_seconds) => change({ ...alarm, period_seconds })}
        />
        {!alarm.guardrail && (
          <SuggestField
            label="Statistic"
            field="statistic"
            description="What of a period's values is compared."
            suggestions={STATISTICS}
            value={alarm.statistic ?? ""}
            onChange={(statistic) => change({ ...alarm, statistic })}
          />
        )}
        <ChoiceField
          label="Kind"
          field="kind"
          description="For people who read it; nothing is decided by it."
          choices={KINDS}
          value={alarm.kind}
          onChange={(kind) => change({ ...alarm, kind })}
        />
      </div>
    </Further>
  );
}

function measured({ periods, period_seconds }: WrittenAlarm): string {
  if (periods === null || period_seconds === null) return "";
  const often =
    periods === 1
      ? `one period of ${period_seconds} seconds`
      : `${periods} periods of ${period_seconds} seconds in a row`;
  return `It goes on when the value is above its limit for ${often}.`;
}
