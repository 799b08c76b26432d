/** The rooms of the console, in the order of its navigation; addresses are below `BASE`. */

import { BASE } from "../api/configuration.js";

export { BASE };

export const SECTIONS = [
  { title: "Overview", path: "/" },
  { title: "Flags", path: "/flags" },
  { title: "Segments", path: "/segments" },
  { title: "Rollouts", path: "/rollouts" },
  { title: "Experiments", path: "/experiments" },
  { title: "Units", path: "/units" },
  { title: "Audit log", path: "/audit" },
  { title: "Settings", path: "/settings" },
] as const;

/** The address of a path, for a link: `href("/flags/new-gallery")`. */
export function href(path: string): string {
  return BASE + path;
}
