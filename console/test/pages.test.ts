/** Every page of the console, as it looks: at each width, in light and dark. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ConsoleInBrowser,
  OPTIONS,
  type Page,
  photograph,
  tooWide,
  violations,
} from "./console.js";

/** A page for these tests: its address and what is there once it is. */
interface Tried {
  name: string;
  path: string;
  key?: null;
  shows: (page: Page) => Promise<unknown>;
}

const at = (text: string) => (page: Page) => page.getByText(text).first().waitFor();

/** Each page that there is, once. Whoever adds a page adds a line. */
const PAGES: readonly Tried[] = [
  { name: "sign-in", path: "/", key: null, shows: at("Sign in to Burgee") },
  { name: "flags", path: "/flags", shows: at("checkout-button-color") },
  {
    name: "flags-none",
    path: "/flags?query=nothing-is-like-this",
    shows: at("No flag is like that"),
  },
  { name: "flag", path: "/flags/new-gallery", shows: at("Staff see it first") },
  {
    name: "flag-variants",
    path: "/flags/checkout-button-color?tab=variants",
    shows: at("#2563eb"),
  },
  { name: "flag-new", path: "/flags/new", shows: at("What it can answer") },
  { name: "flag-schedule", path: "/flags/new-gallery?tab=schedule", shows: at("is scheduled") },
  {
    name: "flag-version",
    path: "/flags/new-gallery?tab=history&version=1",
    shows: at("production: rule 1"),
  },
  { name: "flag-history", path: "/flags/new-gallery?tab=history", shows: at("The demo shop") },
  {
    name: "experiments-none",
    path: "/experiments?environment=staging",
    shows: at("There are no experiments in staging yet"),
  },
  {
    name: "experiment-missing",
    path: "/experiments/no-experiment",
    shows: at("Check the address"),
  },
  { name: "rollouts-none", path: "/rollouts", shows: at("No rollout in production") },
  { name: "rollout-new", path: "/rollouts/new?flag=gallery-zoom", shows: at("Outlook") },
  { name: "not-found", path: "/nowhere", shows: at("There is no such page") },
];
/** From the widest on, which begins with the navigation beside the page. */
const WIDTHS = [1280, 768, 400] as const;

const tried = ConsoleInBrowser.register();

for (const { name, path, key, shows } of PAGES) {
  const visit = { path, ...(key === undefined ? {} : { key }) };

  test(`${name} fits into every width`, OPTIONS, async () => {
    const page = await tried.visit({ ...visit, width: WIDTHS[0] });
    await shows(page);

    const found = [];
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      await shows(page);
      found.push(...(await tooWide(page)));
      await photograph(page, `${name}-${width}`);
    }

    assert.deepEqual(found, []);
  });

  test(`${name} can be read by everybody, in light and in dark`, OPTIONS, async () => {
    const page = await tried.visit(visit);
    await shows(page);

    const found = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      found.push(...(await violations(page)));
      await photograph(page, `${name}-${colorScheme}`);
    }

    assert.deepEqual(found, []);
  });
}
