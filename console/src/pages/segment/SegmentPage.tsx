import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import Tabs from "@cloudscape-design/components/tabs";
import { useMay } from "../../api/caller.js";
import { useEnvironments } from "../../api/environments.js";
import { type StoredSegment, useSegment, useSegmentUses } from "../../api/segments.js";
import { href } from "../../app/sections.js";
import { useMake } from "../../parts/Changes.js";
import { Loaded } from "../../parts/Loaded.js";
import { Page } from "../../parts/Page.js";
import { useParameter } from "../../parts/useParameter.js";
import { archiveOf, type Reach } from "./changing.js";
import { Check } from "./Check.js";
import { Definition } from "./Definition.js";
import { History } from "./History.js";
import { Members } from "./Members.js";
import { membershipInWords } from "./membership.js";
import { Uses } from "./Uses.js";

const ABOVE = [["Segments", href("/segments")]] as const;
const TAB = "tab";

/** One segment: who is in it, who asks for it, and how it came to be so. */
export function SegmentPage({ params: { key } }: { params: { key: string } }) {
  const query = useSegment(key);
  const reach = useReach(key);
  const stored = query.data;
  return (
    <Page
      title={key}
      description={stored && (stored.document.name || membershipInWords(stored.summary))}
      actions={stored && <Actions stored={stored} reach={reach} />}
      above={ABOVE}
    >
      <Loaded query={query}>{(found) => <Sections stored={found} reach={reach} />}</Loaded>
    </Page>
  );
}

/** Where a change has an effect: everywhere, if anything asks for it. */
function useReach(key: string): Reach {
  const environments = useEnvironments().data ?? [];
  return { environments: environments.map((row) => row.key), uses: useSegmentUses(key).data };
}

interface SectionProps {
  stored: StoredSegment;
  reach: Reach;
}

function Actions({ stored, reach }: SectionProps) {
  const may = useMay("editor")();
  const make = useMake();
  const isArchived = stored.document.lifecycle === "archived";
  const change = archiveOf(stored, !isArchived, reach);
  return (
    <SpaceBetween direction="horizontal" size="xs" alignItems="center">
      {isArchived && <StatusIndicator type="stopped">Archived</StatusIndicator>}
      {may && <Button onClick={() => void make(change)}>{change.action}</Button>}
    </SpaceBetween>
  );
}

function Sections({ stored, reach }: SectionProps) {
  const [tab, turn] = useParameter(TAB);
  const tabs = [
    { id: "definition", label: "Who is in", content: <Definition {...{ stored, reach }} /> },
    { id: "members", label: "By name", content: <Members {...{ stored, reach }} /> },
    { id: "check", label: "Check a unit", content: <Check segmentKey={stored.key} /> },
    { id: "uses", label: "Used by", content: <Uses segmentKey={stored.key} /> },
    { id: "history", label: "History", content: <History {...{ stored, reach }} /> },
  ];
  const active = tabs.find(({ id }) => id === tab) ?? tabs[0];
  return (
    <Tabs
      tabs={tabs}
      activeTabId={active?.id ?? ""}
      ariaLabel="What there is to see of this segment"
      onChange={({ detail }) => turn(detail.activeTabId)}
    />
  );
}
