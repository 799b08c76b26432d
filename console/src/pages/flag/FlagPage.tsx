import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useFlag } from "../../api/flags.js";
import type { Flag, Stored } from "../../api/types.js";
import { useEnvironmentChoice } from "../../app/EnvironmentChoice.js";
import { href } from "../../app/sections.js";
import { FieldProblems } from "../../parts/fields/FieldProblems.js";
import { Loaded } from "../../parts/Loaded.js";
import { Page } from "../../parts/Page.js";
import { Unsaved } from "../../parts/Unsaved.js";
import { useParameter } from "../../parts/useParameter.js";
import { FlagActions } from "./FlagActions.js";
import { Overview } from "./Overview.js";
import { SaveBar } from "./SaveBar.js";
import { TABS } from "./tabs.js";
import { type FlagDraft, useFlagDraft } from "./draft.js";

const ABOVE = [["Flags", href("/flags")]] as const;
const TAB = "tab";

/** One flag: what it is, what it answers where, how it came to be so, and how it is changed. */
export function FlagPage({ params: { key: flagKey } }: { params: { key: string } }) {
  const query = useFlag(flagKey);
  if (query.data) return <FlagFound stored={query.data} />;
  return (
    <Page title={flagKey} above={ABOVE}>
      <Loaded query={query}>{() => null}</Loaded>
    </Page>
  );
}

function FlagFound({ stored }: { stored: Stored<Flag> }) {
  const draft = useFlagDraft(stored);
  return (
    <Page
      title={stored.key}
      description={stored.document.name}
      actions={<FlagActions stored={stored} draft={draft} />}
      above={ABOVE}
    >
      <Unsaved when={draft.isChanged} />
      <FieldProblems of={draft.problems}>
        <Sections stored={stored} draft={draft} />
      </FieldProblems>
    </Page>
  );
}

function Sections({ stored, draft }: { stored: Stored<Flag>; draft: FlagDraft }) {
  const { environment } = useEnvironmentChoice();
  const [tab, turn] = useParameter(TAB);
  const mode = draft.isEditing ? "editing" : "reading";
  const shown = TABS.filter(({ only }) => only === undefined || only === mode);
  const active = shown.find(({ id }) => id === tab) ?? shown[0];
  const tabs = shown.map(({ id, label, Content }) => ({
    id,
    label,
    content: <Content stored={stored} draft={draft} environment={environment} />,
  }));
  return (
    <SpaceBetween size="l">
      {!draft.isEditing && <Overview stored={stored} />}
      <Tabs
        tabs={tabs}
        activeTabId={active?.id ?? ""}
        ariaLabel="What there is to see of this flag"
        onChange={({ detail }) => turn(detail.activeTabId)}
      />
      {draft.isEditing && <SaveBar draft={draft} turn={turn} />}
    </SpaceBetween>
  );
}
