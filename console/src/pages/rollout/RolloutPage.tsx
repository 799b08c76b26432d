import Button from "@cloudscape-design/components/button";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tabs from "@cloudscape-design/components/tabs";
import { useMay } from "../../api/caller.js";
import { type StoredRollout, useRollout } from "../../api/rollouts.js";
import { href } from "../../app/sections.js";
import { useMake } from "../../parts/Changes.js";
import { Loaded } from "../../parts/Loaded.js";
import { Page } from "../../parts/Page.js";
import { useParameter } from "../../parts/useParameter.js";
import { Definition } from "./Definition.js";
import { History } from "./History.js";
import { Progress } from "./Progress.js";
import { stepOf, stepsOf } from "./steps.js";
import { Timeline } from "./Timeline.js";

const ABOVE = [["Rollouts", href("/rollouts")]] as const;
const TAB = "tab";

/** One rollout: how far it is and why, what can be done, and what happened to it. */
export function RolloutPage({ params: { key: rolloutKey } }: { params: { key: string } }) {
  const query = useRollout(rolloutKey);
  const actions = query.data && <Steps stored={query.data} />;
  return (
    <Page
      title={rolloutKey}
      description={query.data?.document.name}
      actions={actions}
      above={ABOVE}
    >
      <Loaded query={query}>{(stored) => <Sections stored={stored} />}</Loaded>
    </Page>
  );
}

/** What may be done with it now, as buttons that ask. */
function Steps({ stored }: { stored: StoredRollout }) {
  const make = useMake();
  const rollout = stored.document;
  if (!useMay("editor")(rollout.environment)) return null;
  const isPending = rollout.status === "pending";
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {isPending && <Button href={href(`/rollouts/${stored.key}/edit`)}>Edit</Button>}
      {stepsOf(rollout).map((step) => (
        <Button
          key={step.verb}
          variant={step.verb === "start" ? "primary" : "normal"}
          onClick={() => void make(stepOf(step, stored))}
        >
          {step.word}
        </Button>
      ))}
    </SpaceBetween>
  );
}

function Sections({ stored }: { stored: StoredRollout }) {
  const [tab, turn] = useParameter(TAB);
  const tabs = [
    { id: "progress", label: "Progress", content: <Progress stored={stored} /> },
    { id: "timeline", label: "Timeline", content: <Timeline rolloutKey={stored.key} /> },
    { id: "history", label: "History", content: <History stored={stored} /> },
    { id: "definition", label: "Definition", content: <Definition stored={stored} /> },
  ];
  const active = tabs.find(({ id }) => id === tab) ?? tabs[0];
  return (
    <Tabs
      tabs={tabs}
      activeTabId={active?.id ?? ""}
      ariaLabel="What there is to see of this rollout"
      onChange={({ detail }) => turn(detail.activeTabId)}
    />
  );
}
