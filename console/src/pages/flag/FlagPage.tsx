import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Tabs from "@cloudscape-design/components/tabs";
import { useSearchParams } from "wouter";
import { useFlag } from "../../api/flags.js";
import type { Flag, Stored } from "../../api/types.js";
import { useEnvironmentChoice } from "../../app/EnvironmentChoice.js";
import { href } from "../../app/sections.js";
import { Loaded } from "../../parts/Loaded.js";
import { Page } from "../../parts/Page.js";
import { Answers } from "./Answers.js";
import { History } from "./History.js";
import { Overview } from "./Overview.js";
import { Variants } from "./Variants.js";

const ABOVE = [["Flags", href("/flags")]] as const;
const TAB = "tab";

/** One flag: what it is, what it answers where, and how it came to be so. */
export function FlagPage({ params: { key: flagKey } }: { params: { key: string } }) {
  const query = useFlag(flagKey);
  const name = query.data?.document.name;
  return (
    <Page
      title={flagKey}
      description={name}
      actions={<State flag={query.data?.document} />}
      above={ABOVE}
    >
      <Loaded query={query}>{(stored) => <Sections stored={stored} />}</Loaded>
    </Page>
  );
}

function State({ flag }: { flag: Flag | undefined }) {
  if (flag?.lifecycle !== "archived") return null;
  return <StatusIndicator type="stopped">Archived</StatusIndicator>;
}

function Sections({ stored }: { stored: Stored<Flag> }) {
  const { environment } = useEnvironmentChoice();
  const [parameters, setParameters] = useSearchParams();
  const turn = (tab: string) =>
    setParameters(
      (before) => {
        before.set(TAB, tab);
        return before;
      },
      { replace: true },
    );
  const answers = <Answers stored={stored} environment={environment} />;
  const tabs = [
    { id: "answers", label: "Answers", content: answers },
    { id: "variants", label: "Variants", content: <Variants flag={stored.document} /> },
    { id: "history", label: "History", content: <History flagKey={stored.key} /> },
  ];
  const active = tabs.find(({ id }) => id === parameters.get(TAB)) ?? tabs[0];
  return (
    <SpaceBetween size="l">
      <Overview stored={stored} />
      <Tabs
        tabs={tabs}
        activeTabId={active?.id ?? ""}
        ariaLabel="What there is to see of this flag"
        onChange={({ detail }) => turn(detail.activeTabId)}
      />
    </SpaceBetween>
  );
}
