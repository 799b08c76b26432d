/** The table of pages: which one is at which path, each loaded when it is first asked for. A
 * section whose path is here is in the navigation. */

import { type ComponentType, type LazyExoticComponent, lazy } from "react";
import { FORMS } from "./sections.js";

// The table cannot know what each path holds; a page says by its own type what its path does.
type AnyPage = ComponentType<any>;

interface PlacedPage {
  path: string;
  page: LazyExoticComponent<AnyPage>;
}

export const PAGES: readonly PlacedPage[] = [
  place("/", () => import("../pages/overview/OverviewPage.js"), "OverviewPage"),
  place("/flags", () => import("../pages/flags/FlagsPage.js"), "FlagsPage"),
  place(FORMS.flag, () => import("../pages/newflag/NewFlagPage.js"), "NewFlagPage"),
  place("/flags/:key", () => import("../pages/flag/FlagPage.js"), "FlagPage"),
  place("/rollouts", () => import("../pages/rollouts/RolloutsPage.js"), "RolloutsPage"),
  place(FORMS.rollout, () => import("../pages/newrollout/NewRolloutPage.js"), "NewRolloutPage"),
  place(
    "/rollouts/:key/edit",
    () => import("../pages/newrollout/EditRolloutPage.js"),
    "EditRolloutPage",
  ),
  place("/rollouts/:key", () => import("../pages/rollout/RolloutPage.js"), "RolloutPage"),
  place("/experiments", () => import("../pages/experiments/ExperimentsPage.js"), "ExperimentsPage"),
  place(
    FORMS.experiment,
    () => import("../pages/experiment-wizard/NewExperimentPage.js"),
    "NewExperimentPage",
  ),
  place(
    "/experiments/:key/edit",
    () => import("../pages/experiment-wizard/EditExperimentPage.js"),
    "EditExperimentPage",
  ),
  place(
    "/experiments/:key",
    () => import("../pages/experiment/ExperimentPage.js"),
    "ExperimentPage",
  ),
  place("/audit", () => import("../pages/audit/AuditPage.js"), "AuditPage"),
  place("/settings", () => import("../pages/settings/SettingsPage.js"), "SettingsPage"),
  place("/segments", () => import("../pages/segments/SegmentsPage.js"), "SegmentsPage"),
  place(FORMS.segment, () => import("../pages/segment/NewSegmentPage.js"), "NewSegmentPage"),
  place("/segments/:key", () => import("../pages/segment/SegmentPage.js"), "SegmentPage"),
  place("/units", () => import("../pages/units/UnitsPage.js"), "UnitsPage"),
];

/** Whether there is a page at exactly this path. */
export function isPage(path: string): boolean {
  return PAGES.some((placed) => placed.path === path);
}

function place<Name extends string>(
  path: string,
  load: () => Promise<Record<Name, AnyPage>>,
  name: Name,
): PlacedPage {
  return { path, page: lazy(async () => ({ default: (await load())[name] })) };
}
