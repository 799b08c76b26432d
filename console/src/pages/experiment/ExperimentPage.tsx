import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useExperiment } from "../../api/experiments.js";
import type { Experiment, Stored } from "../../api/types.js";
import { href } from "../../app/sections.js";
import { Loaded } from "../../parts/Loaded.js";
import { Page } from "../../parts/Page.js";
import { useParameter } from "../../parts/useParameter.js";
import { Standing } from "./Standing.js";
import { StepButtons } from "./StepButtons.js";
import { runOf } from "./standing.js";
import { defaultTab, TABS } from "./tabs.js";

const ABOVE = [["Experiments", href("/experiments")]] as const;

/** One experiment: where it stands, what it found, what was decided, and how it came to be so. */
export function ExperimentPage({ params: { key } }: { params: { key: string } }) {
  const query = useExperiment(key);
  return (
    <Page
      title={key}
      description={query.data?.document.name}
      actions={query.data && <StepButtons stored={query.data} />}
      above={ABOVE}
    >
      <Loaded query={query}>{(stored) => <Sections stored={stored} />}</Loaded>
    </Page>
  );
}

function Sections({ stored }: { stored: Stored<Experiment> }) {
  const [wanted, turn] = useParameter("tab");
  const [number] = useParameter("run");
  const run = runOf(stored.document, Number(number));
  const tabs = TABS.filter((tab) => tab.isThere(stored.document)).map(({ id, label, Content }) => ({
    id,
    label,
    content: <Content stored={stored} run={run} />,
  }));
  const active = tabs.find(({ id }) => id === wanted)?.id ?? defaultTab(stored.document);
  return (
    <SpaceBetween size="l">
      <Standing stored={stored} />
      <Tabs
        tabs={tabs}
        activeTabId={active}
        ariaLabel="What there is to see of this experiment"
        onChange={({ detail }) => turn(detail.activeTabId)}
      />
    </SpaceBetween>
  );
}
