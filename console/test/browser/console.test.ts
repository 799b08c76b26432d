/** What people do in the console, and what it lets them do. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { eventually } from "@burgee/testing";
import { ConsoleInBrowser, OPTIONS, type Page, photograph, violations } from "./console.js";

const FLAG = "checkout-button-color";
const tried = ConsoleInBrowser.register();

interface Stored {
  version: number;
  change: { reason: string; action: string };
  document: { environments: Record<string, { enabled: boolean }> };
}

function stored(key: string): Promise<Stored> {
  return tried.burgee.admin("GET", `/flags/${key}`) as Promise<Stored>;
}

function flagSwitch(page: Page, key: string, environment: string) {
  return page.getByLabel(`${key} in ${environment}`, { exact: true });
}

/** A flag of this test alone, on in each environment. */
async function aFlag(key: string): Promise<void> {
  const on = { enabled: true, default_variant: "on" };
  const environments = { development: on, staging: on, production: on };
  await tried.burgee.putFlag({ key, name: "A flag of a test", kind: "boolean", environments });
}

test("whoever has a key signs in and comes to where they wanted to go", OPTIONS, async () => {
  const page = await tried.visit({ path: "/flags/new-gallery", key: null });

  await page.getByLabel("Admin key").fill(tried.burgee.adminKey);
  await page.keyboard.press("Enter");

  await page.getByRole("heading", { name: "new-gallery", level: 1 }).waitFor();
  assert.equal(await page.title(), "new-gallery · Burgee");
});

test("a key that is none is refused with a sentence", OPTIONS, async () => {
  const page = await tried.visit({ path: "/", key: null });

  await page.getByLabel("Admin key").fill(tried.burgee.clientKey);
  await page.getByRole("button", { name: "Sign in" }).click();

  await page.getByText("This is no valid admin key.").waitFor();
  await photograph(page, "sign-in-refused");
});

test("a key that no longer holds leads back to the sign-in", OPTIONS, async () => {
  const page = await tried.visit({ path: "/flags", key: "burgee.admin.all.gone.gone" });

  await page.getByLabel("Admin key").waitFor();
});

test("outside of production a flag is switched at once", OPTIONS, async () => {
  await aFlag("switched-at-once");
  const page = await tried.visit({ path: "/flags?query=switched-at-once" });

  await flagSwitch(page, "switched-at-once", "development").click();
  await page.getByText("switched-at-once is off in development.").waitFor();

  const { document } = await stored("switched-at-once");
  assert.equal(document.environments["development"]?.enabled, false);
  assert.equal(await page.getByRole("dialog").count(), 0);
});

test("in production a flag is switched only with a reason", OPTIONS, async () => {
  await aFlag("switched-with-reason");
  const page = await tried.visit({ path: "/flags?query=switched-with-reason" });

  await flagSwitch(page, "switched-with-reason", "production").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Switch off" }).click();
  await dialog.getByText("Say why.").waitFor();
  await photograph(page, "change-dialog");
  const found = await violations(page);
  await dialog.getByLabel("Reason").fill("It confuses buyers");
  await dialog.getByRole("button", { name: "Switch off" }).click();
  await page.getByText("switched-with-reason is off in production.").waitFor();

  const { document, change } = await stored("switched-with-reason");
  assert.equal(document.environments["production"]?.enabled, false);
  assert.equal(change.reason, "It confuses buyers");
  assert.deepEqual(found, []);
});

test("a change that is not made is not made", OPTIONS, async () => {
  const { version } = await stored(FLAG);
  const page = await tried.visit({ path: "/flags" });

  await flagSwitch(page, FLAG, "production").click();
  await page.getByRole("dialog").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").waitFor({ state: "hidden" });

  assert.equal((await stored(FLAG)).version, version);
});

test("whoever loses a race sees the newer version and can go on from it", OPTIONS, async () => {
  await aFlag("raced-for");
  const page = await tried.visit({ path: "/flags?query=raced-for" });
  await flagSwitch(page, "raced-for", "production").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill("It is broken");
  const other = { environment: "staging", enabled: false, reason: "I was first" };

  await tried.burgee.admin("POST", "/flags/raced-for/toggle", other);
  await dialog.getByRole("button", { name: "Switch off" }).click();
  await dialog.getByText("I was first").waitFor();
  await dialog.getByText("environments.staging.enabled").waitFor();
  await photograph(page, "change-lost-race");
  await dialog.getByRole("button", { name: /Go on from version/ }).click();
  await dialog.getByRole("button", { name: "Switch off" }).click();
  await page.getByText("raced-for is off in production.").waitFor();

  const { environments } = (await stored("raced-for")).document;
  assert.deepEqual(
    [environments["staging"]?.enabled, environments["production"]?.enabled],
    [false, false],
  );
});

test("a viewer sees no switch that would be refused, and no emergency stop", OPTIONS, async () => {
  const page = await tried.visit({ path: "/flags", key: await tried.keyOf("viewer") });

  const one = flagSwitch(page, FLAG, "production");
  await one.waitFor();

  assert.equal(await one.getAttribute("aria-disabled"), "true");
  assert.equal(await page.getByRole("button", { name: /Emergency stop/ }).count(), 0);
});

test("an editor of one environment may switch nothing in another", OPTIONS, async () => {
  const page = await tried.visit({ path: "/flags", key: await tried.keyOf("editor", "staging") });

  await flagSwitch(page, FLAG, "staging").waitFor();

  assert.equal(await flagSwitch(page, FLAG, "staging").getAttribute("aria-disabled"), null);
  assert.equal(await flagSwitch(page, FLAG, "production").getAttribute("aria-disabled"), "true");
});

test(
  "everything in an environment is stopped from any page, and the stop lifted",
  OPTIONS,
  async () => {
    const page = await tried.visit({ path: "/flags/new-gallery" });

    await page.getByRole("button", { name: /Emergency stop/ }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill("Orders fail");
    await photograph(page, "emergency-stop");
    await dialog.getByRole("button", { name: "Stop everything" }).click();
    await page.getByText("production is stopped", { exact: true }).waitFor();
    await photograph(page, "stopped");
    const row = (await tried.burgee.admin("GET", "/environments/production")) as {
      document: { halt: { reason: string } | null };
    };
    await page.getByRole("button", { name: "Lift the stop" }).click();
    await dialog.getByLabel("Reason").fill("Orders work again");
    await dialog.getByRole("button", { name: "Lift the stop" }).click();
    await page.getByText("The emergency stop of production is lifted.").waitFor();

    assert.equal(row.document.halt?.reason, "Orders fail");
  },
);

test("a link to a flag shows the environment that it names", OPTIONS, async () => {
  const page = await tried.visit({ path: "/flags/new-gallery?environment=staging&tab=answers" });

  await page.getByRole("heading", { name: "staging" }).waitFor();

  await page.getByText("Everybody else: on").waitFor();
  await page.getByRole("link", { name: "Flags" }).first().click();
  await page.getByRole("link", { name: "gallery-zoom" }).waitFor();
  await page.getByRole("button", { name: "Environment: staging" }).waitFor();
});

test("flags are found by what they have, and the address says so", OPTIONS, async () => {
  const page = await tried.visit({ path: "/flags?tag=pictures" });
  await page.getByRole("link", { name: "gallery-zoom" }).waitFor();

  await page.getByLabel("Find flags").fill("new-gall");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "gallery-zoom" }).waitFor({ state: "detached" });

  await page.getByRole("link", { name: "new-gallery" }).waitFor();
  const parameters = new URL(page.url()).searchParams;
  assert.deepEqual([parameters.get("tag"), parameters.get("query")], ["pictures", "new-gall"]);
});

test(
  "from the list a flag is opened by the keyboard, and reading goes on at its title",
  OPTIONS,
  async () => {
    const page = await tried.visit({ path: "/flags?query=new-gallery" });
    const link = page.getByRole("link", { name: "new-gallery" });
    await link.focus();

    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "new-gallery", level: 1 }).waitFor();

    const focused = await page.evaluate(() => document.activeElement?.textContent);
    assert.match(focused ?? "", /new-gallery/);
  },
);

test("a flag that there is not says so, and what to do", OPTIONS, async () => {
  const page = await tried.visit({ path: "/flags/no-flag" });

  await page.getByText("Check the address").waitFor();
});

test("what has the key new is opened, and is not the form of a new one", OPTIONS, async () => {
  await aFlag("new");
  const off = { flag: "new", variant: "off", environment: "staging", stages: [{ percentage: 50 }] };
  const documents = {
    segments: { key: "new" },
    rollouts: { key: "new", ...off },
    experiments: { key: "new", environment: "staging", variants: { control: {}, treatment: {} } },
  };
  for (const [path, document] of Object.entries(documents)) {
    await tried.burgee.admin("POST", `/${path}`, { document, reason: "A test" });
  }

  for (const path of ["flags", ...Object.keys(documents)]) {
    const page = await tried.visit({ path: `/${path}/new?environment=staging` });
    await page.getByRole("heading", { name: "new", level: 1, exact: true }).waitFor();
  }
});

test("what is chosen of light and dark is remembered", OPTIONS, async () => {
  const page = await tried.visit({ path: "/flags" });

  await page.getByRole("button", { name: "Appearance" }).click();
  await page.getByText("Dark", { exact: true }).click();
  await page.reload();

  await eventually(() => page.locator("body.awsui-dark-mode").count(), "dark");
});

test("while Burgee does not answer, a page says what to do and tries again", OPTIONS, async () => {
  const page = await tried.visit({ path: "/flags" });
  await flagSwitch(page, FLAG, "development").waitFor();
  await page.route("**/api/**", (route) => route.abort());

  await page.getByRole("link", { name: "new-gallery" }).click();
  await page.getByText("Burgee did not answer.").waitFor();
  await photograph(page, "unreachable");
  await page.unroute("**/api/**");
  await page.getByRole("button", { name: "Try again" }).click();

  await page.getByText("Staff see it first").waitFor();
});
