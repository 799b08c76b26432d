import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useFlagUsage } from "../../api/flags.js";
import type { Flag, Settings, Stored } from "../../api/types.js";
import { Empty } from "../../parts/Empty.js";
import { When } from "../../parts/When.js";
import { FlagSwitch } from "../flags/FlagSwitch.js";
import { stepsOf } from "./answers.js";

interface AnswersProps {
  stored: Stored<Flag>;
  environment: string;
}

/** What a flag answers in one environment, and its switch. */
export function Answers({ stored, environment }: AnswersProps) {
  const settings = stored.document.environments?.[environment];
  if (!settings) {
    return (
      <Empty title={`${stored.key} is not in ${environment}`}>
        There every application gets the default of its own code. A section for {environment} in the
        flag's file and <code>burgee apply</code> bring it there.
      </Empty>
    );
  }
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
      <When at={usage.last_evaluation} />
    </>
  );
}
