/** The rooms of the console, in the order of its navigation; addresses are below `BASE`. */

import { BASE } from "../api/configuration.js";

export { BASE };

/** Where a new thing is written. Below `/flags` each address is a flag, also that of one whose key
 * is `new`. */
export const FORMS = {
  flag: "/new/flag",
  segment: "/new/segment",
  rollout: "/new/rollout",
  experiment: "/new/experiment",
} as const;

interface Section {
  title: string;
  path: string;
  /** Its form, which is not below its path. */
  form?: string;
}

export const SECTIONS: readonly Section[] = [
  { title: "Overview", path: "/" },
  { title: "Flags", path: "/flags", form: FORMS.flag },
  { title: "Segments", path: "/segments", form: FORMS.segment },
  { title: "Rollouts", path: "/rollouts", form: FORMS.rollout },
  { title: "Experiments", path: "/experiments", form: FORMS.experiment },
  { title: "Units", path: "/units" },
  { title: "Audit log", path: "/audit" },
  { title: "Settings", path: "/settings" },
];

/** The section that a path belongs to. */
export function sectionOf(at: string): Section | undefined {
  return SECTIONS.findLast(
    ({ path, form }) => at === path || at === form || at.startsWith(`${path}/`),
  );
}

/** The address of a path, for a link: `href("/flags/new-gallery")`. */
export function href(path: string): string {
  return BASE + path;
}
