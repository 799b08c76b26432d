/** Every page of the console, as it looks: at each width, in light and dark. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsoleInBrowser, flaws, OPTIONS, type Page } from "./console.js";
import { design, look, start, visit } from "./experiments.js";

/** A page for these tests: its address and what is there once it is. */
interface Tried {
  name: string;
  path: string;
  key?: null;
  shows: (page: Page) => Promise<unknown>;
}

const at = (text: string) => (page: Page) => page.getByText(text).first().waitFor();

/** Somebody in Germany, as an address says it. */
const TRIED = encodeURIComponent(JSON.stringify({ targetingKey: "visitor-7", country: "DE" }));

/** An experiment in development with two looks, and a rollout in staging. */
const EXPERIMENT = "bar-sells";
const ROLLOUT = "bar-for-everybody";
const HERE = "environment=development";
const experiment = (tab: string) => `/experiments/${EXPERIMENT}?${HERE}&tab=${tab}`;

/** Each page that there is, once. Whoever adds a page adds a line. */
const PAGES: readonly Tried[] = [
  { name: "sign-in", path: "/", key: null, shows: at("Sign in to Burgee") },
  { name: "overview", path: "/", shows: at("Recent changes") },
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
  { name: "flag-new", path: "/new/flag", shows: at("What it can answer") },
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
  { name: "experiments", path: `/experiments?${HERE}`, shows: at(EXPERIMENT) },
  { name: "experiment-monitor", path: experiment("monitor"), shows: at("Sample ratio") },
  { name: "experiment-results", path: experiment("results"), shows: at("How to read this") },
  {
    name: "experiment-decision",
    path: experiment("decision"),
    shows: at("What shall everybody get?"),
  },
  { name: "experiment-design", path: experiment("design"), shows: at("Audience") },
  { name: "experiment-timeline", path: experiment("timeline"), shows: at("What happened to it") },
  { name: "experiment-history", path: experiment("history"), shows: at("Version 1") },
  {
    name: "experiment-missing",
    path: "/experiments/no-experiment",
    shows: at("Check the address"),
  },
  { name: "flag-usage", path: "/flags/gallery-zoom?tab=usage", shows: at("was not evaluated") },
  {
    name: "flag-try",
    path: `/flags/new-gallery?tab=try&context=${TRIED}`,
    shows: at("Steps, up to the one that decided"),
  },
  {
    name: "flags-unused",
    path: "/flags?unused_days=30+days&enabled=on",
    shows: at("gallery-zoom"),
  },
  { name: "segments", path: "/segments", shows: at("germany-and-austria") },
  { name: "segment-new", path: "/new/segment", shows: at("Create segment") },
  { name: "segment", path: "/segments/germany-and-austria", shows: at("country is one of") },
  { name: "segment-members", path: "/segments/staff?tab=members", shows: at("Include units") },
  {
    name: "segment-check",
    path: `/segments/germany-and-austria?tab=check&context=${TRIED}`,
    shows: at("It is in"),
  },
  { name: "segment-uses", path: "/segments/staff?tab=uses", shows: at("new-gallery") },
  { name: "segment-history", path: "/segments/staff?tab=history", shows: at("the newest") },
  { name: "units", path: "/units", shows: at("Look up in production") },
  { name: "unit", path: `/units?unit=visitor-7&context=${TRIED}`, shows: at("Show steps") },
  {
    name: "unit-experiments",
    path: "/units?unit=visitor-7&tab=experiments",
    shows: at("No experiment decides"),
  },
  { name: "rollouts-none", path: "/rollouts", shows: at("No rollout in production") },
  { name: "rollouts", path: "/rollouts?environment=staging", shows: at(ROLLOUT) },
  { name: "rollout", path: `/rollouts/${ROLLOUT}`, shows: at("is on for 5 %") },
  { name: "rollout-new", path: "/new/rollout?flag=gallery-zoom", shows: at("Outlook") },
  { name: "audit", path: "/audit", shows: at("The demo shop") },
  { name: "audit-none", path: "/audit?actor=nobody-at-all", shows: at("No change is like that") },
  {
    name: "audit-change",
    path: "/audit?change=flag/new-gallery/1",
    shows: at("variants.on.value"),
  },
  { name: "settings", path: "/settings", shows: at("Yes: it is production") },
  { name: "settings-keys", path: "/settings?tab=keys", shows: at("Revoke") },
  { name: "settings-roles", path: "/settings?tab=roles", shows: at("Looks at everything") },
  { name: "settings-webhooks", path: "/settings?tab=webhooks", shows: at("Nobody is told yet") },
  { name: "settings-alarms", path: "/settings?tab=alarms", shows: at("Alarms") },
  { name: "settings-functions", path: "/settings?tab=functions", shows: at("No function is") },
  { name: "settings-hotfixes", path: "/settings?tab=hotfixes", shows: at("No hotfix so far") },
  { name: "experiment-new", path: "/new/experiment", shows: at("What do you want to know?") },
  { name: "not-found", path: "/nowhere", shows: at("There is no such page") },
];

const tried = ConsoleInBrowser.register();

tried.seed(async (burgee) => {
  await design(burgee, EXPERIMENT);
  await start(burgee, EXPERIMENT);
  for (const [from, to] of [[0, 100], [100, 150]] as const) {
    await visit(burgee, EXPERIMENT, { from, to });
    await look(burgee, EXPERIMENT);
  }
  const stages = [5, 25, 100].map((percentage) => ({ percentage, wait: "1d" }));
  const what = { flag: `${EXPERIMENT}-flag`, variant: "on", environment: "staging" };
  const document = { key: ROLLOUT, name: "A bar for everybody", ...what, stages };
  await burgee.admin("POST", "/rollouts", { document, reason: "A test" });
  await burgee.admin("POST", `/rollouts/${ROLLOUT}/start`, { reason: "A test" });
});

for (const { name, path, key, shows } of PAGES) {
  test(`everybody can read ${name}, in light and in dark, at every width`, OPTIONS, async () => {
    const page = await (key === null ? tried.visit({ path, key }) : tried.turnTo(path));
    await shows(page);

    assert.deepEqual(await flaws(page, name, () => shows(page)), []);
  });
}
