import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Toggle from "@cloudscape-design/components/toggle";
import type { Settings } from "../../api/types.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { Inside } from "../../parts/fields/FieldProblems.js";
import { Further } from "../../parts/fields/Further.js";
import { AlarmsEditor } from "./AlarmsEditor.js";
import type { FlagDraft } from "./draft.js";
import { withSettings } from "./editing.js";
import { PrerequisitesEditor } from "./PrerequisitesEditor.js";
import { RulesEditor } from "./RulesEditor.js";
import { ShareEditor } from "./ShareEditor.js";
import { TargetsEditor } from "./TargetsEditor.js";

interface AnswersEditorProps {
  draft: FlagDraft;
  environment: string;
  settings: Settings;
}

/** What each part of the editor is given. */
export interface SettingsEditorProps {
  settings: Settings;
  /** Keys of the flag's variants. */
  variants: readonly string[];
  change: (changed: Partial<Settings>) => void;
}

const NO_VALUE = "";

/** Everything that a flag answers in one environment, in the order in which it is asked. */
export function AnswersEditor({ draft, environment, settings }: AnswersEditorProps) {
  const variants = Object.keys(draft.flag.variants ?? {});
  // What is changed is the newest draft, also where two changes come at once.
  const change = (changed: Partial<Settings>) =>
    draft.change((flag) => {
      const now = flag.environments?.[environment] ?? settings;
      return withSettings(flag, environment, { ...now, ...changed });
    });
  const remove = () => draft.change((flag) => withSettings(flag, environment, null));
  const given = { settings, variants, change };
  return (
    <Inside field={`environments.${environment}`}>
      <SpaceBetween size="l">
        <SwitchEditor {...given} environment={environment} />
        <Further
          title="Prerequisites"
          description="Other flags that must answer one of some variants first."
          fields={["prerequisites"]}
          count={Object.keys(settings.prerequisites ?? {}).length}
          isContainer
        >
          <PrerequisitesEditor {...given} flagKey={draft.flag.key} />
        </Further>
        <Further
          title="Named units"
          description="People, sessions or companies that get one variant by name, before any rule."
          fields={["targets"]}
          count={Object.values(settings.targets ?? {}).flat().length}
          isContainer
        >
          <TargetsEditor {...given} />
        </Further>
        <RulesEditor {...given} />
        <ShareEditor {...given} />
        <Further
          title="Alarms"
          description="CloudWatch alarms that take the newest change back here by themselves."
          fields={["alarms", "on_alarm"]}
          count={settings.alarms?.length ?? 0}
          isContainer
        >
          <AlarmsEditor {...given} environment={environment} />
        </Further>
        <Button onClick={remove}>Take the flag out of {environment}</Button>
      </SpaceBetween>
    </Inside>
  );
}

function SwitchEditor(props: SettingsEditorProps & { environment: string }) {
  const { settings, variants, change, environment } = props;
  const isOn = settings.enabled ?? false;
  const choices = [
    { value: NO_VALUE, label: "Nothing: the default in your code holds" },
    ...variants.map((value) => ({ value, label: value })),
  ];
  return (
    <Container header={<Header variant="h2">{environment}</Header>}>
      <SpaceBetween size="m">
        <Toggle checked={isOn} onChange={({ detail }) => change({ enabled: detail.checked })}>
          {isOn ? "On: what follows holds" : "Off: everybody gets the off variant"}
        </Toggle>
        <ChoiceField
          label="Off variant"
          field="off_variant"
          description="What everybody gets while it is off, or a prerequisite is not met."
          value={settings.off_variant ?? NO_VALUE}
          choices={choices}
          onChange={(value) => change({ off_variant: value === NO_VALUE ? null : value })}
        />
      </SpaceBetween>
    </Container>
  );
}
