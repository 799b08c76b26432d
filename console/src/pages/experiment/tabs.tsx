/** What an experiment's page has to show: one table. */

import type { ComponentType } from "react";
import type { Experiment } from "../../api/types.js";
import { Checklist } from "./Checklist.js";
import { Decision } from "./Decision.js";
import { Design } from "./Design.js";
import { History } from "./History.js";
import { Monitor } from "./Monitor.js";
import { ResultsTab } from "./Results.js";
import { isLive } from "./standing.js";
import type { TabProps } from "./tabProps.js";
import { Timeline } from "./Timeline.js";

interface Tab {
  id: string;
  label: string;
  isThere: (experiment: Experiment) => boolean;
  Content: ComponentType<TabProps>;
}

const always = () => true;
const hasRun = ({ runs = [] }: Experiment) => runs.length > 0;
const isDraft = ({ status }: Experiment) => status === "draft";

export const TABS: readonly Tab[] = [
  { id: "checklist", label: "Checklist", isThere: isDraft, Content: Checklist },
  { id: "monitor", label: "Monitor", isThere: hasRun, Content: Monitor },
  { id: "results", label: "Results", isThere: hasRun, Content: ResultsTab },
  {
    id: "decision",
    label: "Decision",
    isThere: (experiment) => hasRun(experiment) && !isDraft(experiment),
    Content: Decision,
  },
  { id: "design", label: "Design", isThere: always, Content: Design },
  { id: "timeline", label: "Timeline", isThere: always, Content: Timeline },
  { id: "history", label: "History", isThere: always, Content: History },
];

/** What is shown to whoever asked for nothing: what is of most use where it stands. */
export function defaultTab(experiment: Experiment): string {
  if (isDraft(experiment)) return "checklist";
  if (!hasRun(experiment)) return "design";
  return isLive(experiment.status ?? "draft") ? "monitor" : "results";
}
