/** The table of tabs of a flag's page. */

import type { ComponentType } from "react";
import type { Flag, Stored } from "../../api/types.js";
import { Answers } from "./Answers.js";
import { Details } from "./Details.js";
import type { FlagDraft } from "./draft.js";
import { History } from "./History.js";
import { Schedule } from "./Schedule.js";
import { TryIt } from "./TryIt.js";
import { Usage } from "./Usage.js";
import { Variants } from "./Variants.js";

/** What each tab is given. */
export interface FlagTabProps {
  /** The newest version. */
  stored: Stored<Flag>;
  /** The same, or what it is being edited to. */
  draft: FlagDraft;
  /** The one that is looked at. */
  environment: string;
}

interface FlagTab {
  id: string;
  label: string;
  Content: ComponentType<FlagTabProps>;
  /** Only while the flag is edited, or only while it is not. */
  only?: "editing" | "reading";
  /** Fields of the document that are edited in it, by how their paths begin. */
  edits?: readonly string[];
}

/** The last one that edits anything edits the rest. */
export const TABS: readonly FlagTab[] = [
  { id: "answers", label: "Answers", Content: Answers, edits: ["environments"] },
  { id: "variants", label: "Variants", Content: Variants, edits: ["variants", "json_schema"] },
  { id: "details", label: "Details", Content: Details, only: "editing", edits: [""] },
  { id: "schedule", label: "Schedule", Content: Schedule, only: "reading" },
  { id: "usage", label: "Usage", Content: Usage, only: "reading" },
  { id: "try", label: "Try it", Content: TryIt },
  { id: "history", label: "History", Content: History, only: "reading" },
];

/** The tab in which a field is edited. */
export function tabOf(field: string): string {
  const found = TABS.find((tab) => tab.edits?.some((start) => field.startsWith(start)));
  return found?.id ?? "details";
}
