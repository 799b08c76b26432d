import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useMay } from "../../api/caller.js";
import { useFlagUsage } from "../../api/flags.js";
import type { Flag, Settings, Stored } from "../../api/types.js";
import { Empty } from "../../parts/Empty.js";
import { WhenByHour } from "../../parts/When.js";
import { FlagSwitch } from "../flags/FlagSwitch.js";
import { AnswersEditor } from "./AnswersEditor.js";
import { stepsOf } from "./answers.js";
import { Deciders } from "./Deciders.js";
import { newSettings, withSettings } from "./editing.js";
import type { FlagTabProps } from "./tabs.js";

/** What a flag answers in one environment: to be read, or edited by who may. */
export function Answers({ stored, draft, environment }: FlagTabProps) {
  const mayEdit = useMay("editor")(environment) && stored.document.lifecycle !== "archived";
  const settings = draft.flag.environments?.[environment];
  if (!settings) {
    const add = () => {
      draft.begin();
      draft.change((flag) => withSettings(flag, environment, newSettings(flag)));
    };
    const action = mayEdit && <Button onClick={add}>Add it to {environment}</Button>;
    return (
      <Empty title={`${stored.key} is not in ${environment}`} action={action || undefined}>
        There every application gets the default of its own code.
      </Empty>
    );
  }
  const shown = { environment, settings };
  const isEdited = draft.isEditing && mayEdit;
  return (
    <SpaceBetween size="l">
      <Deciders flagKey={stored.key} environment={environment} />
      {isEdited && <AnswersEditor draft={draft} {...shown} />}
      {!isEdited && <AnswersRead stored={stored} {...shown} />}
    </SpaceBetween>
  );
}

interface AnswersReadProps {
  stored: Stored<Flag>;
  environment: string;
  settings: Settings;
}

function AnswersRead({ stored, environment, settings }: AnswersReadProps) {
  const { key: flagKey, version } = stored;
  const isOn = settings.enabled ?? false;
  const actions = stored.document.lifecycle !== "archived" && (
    <FlagSwitch {...{ flagKey, version, environment, isOn }} label={isOn ? "On" : "Off"} />
  );
  const used = <LastEvaluated flagKey={flagKey} environment={environment} />;
  const header = (
    <Header variant="h2" description={used} actions={actions || undefined}>
      {environment}
    </Header>
  );
  return (
    <Container header={header}>
      <Steps settings={settings} />
    </Container>
  );
}

function Steps({ settings }: { settings: Settings }) {
  return (
    <SpaceBetween size="s">
      <Box color="text-body-secondary">The first of these that applies answers.</Box>
      <ol className="steps">
        {stepsOf(settings).map(({ title, sentence }, at) => (
          <li key={at}>
            <Box variant="awsui-key-label">{title}</Box>
            {sentence}
          </li>
        ))}
      </ol>
    </SpaceBetween>
  );
}

function LastEvaluated({ flagKey, environment }: { flagKey: string; environment: string }) {
  const usage = useFlagUsage(flagKey, environment).data;
  if (!usage) return <>…</>;
  if (usage.evaluations === 0) return <>Not evaluated since {usage.since}</>;
  return (
    <>
      Evaluated {usage.evaluations.toLocaleString("en")} times since {usage.since}, last{" "}
      <WhenByHour at={usage.last_evaluation} />
    </>
  );
}
