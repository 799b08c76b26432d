/** What people do in the settings and in the audit log. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsoleInBrowser, OPTIONS, type Page, photograph, violations } from "./console.js";

const tried = ConsoleInBrowser.register();

/** Writes why, where it is asked for, and goes on. */
async function confirm(page: Page, button: string, reason = ""): Promise<void> {
  const dialog = page.getByRole("dialog").filter({ has: page.getByLabel("What changes") });
  if (reason) await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: button }).click();
}

async function choose(page: Page, field: string, option: string): Promise<void> {
  await page.getByRole("button", { name: field }).click();
  await page.getByRole("option", { name: option }).click();
}

test("an owner makes an environment, and sees before what it will be", OPTIONS, async () => {
  const page = await tried.visit({ path: "/settings" });

  await page.getByRole("button", { name: "New environment" }).click();
  await page.getByRole("textbox", { name: "Key" }).fill("preview");
  await page.getByRole("textbox", { name: "Name" }).fill("Preview of each branch");
  await photograph(page, "settings-environment-form");
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Make it" }).click();
  await photograph(page, "settings-environment-asked");
  await confirm(page, "Make it");

  await page.getByText("There is an environment preview.").waitFor();
  await page.getByText("Preview of each branch").waitFor();
});

test("all flags are copied from one environment to another", OPTIONS, async () => {
  await tried.burgee.admin("POST", "/environments", { document: { key: "copied" } });
  const page = await tried.visit({ path: "/settings" });

  await page.getByRole("button", { name: "Actions for copied" }).click();
  await page.getByRole("menuitem", { name: "Copy all flags here" }).click();
  await choose(page, "From", "Staging");
  await page.getByRole("button", { name: "Continue" }).click();
  await photograph(page, "settings-clone-asked");
  await confirm(page, "Copy them");

  await page.getByText("Every flag shows in copied what it shows in staging.").waitFor();
  const flag = (await tried.burgee.admin("GET", "/flags/new-gallery")) as Shown;
  const { copied, staging } = flag.document.environments;
  assert.deepEqual(copied, staging);
});

test("a key is shown once, works, and is revoked for good", OPTIONS, async () => {
  const page = await tried.visit({ path: "/settings?tab=keys" });

  await page.getByRole("button", { name: "New key" }).click();
  await page.getByLabel("Name").fill("The pipeline");
  await choose(page, "Kind", "Admin key");
  await choose(page, "Role", "Viewer");
  await photograph(page, "settings-key-form");
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Continue" }).click();
  await confirm(page, "Make it", "For the pipeline.");
  await page.getByText("It is shown this once").waitFor();
  await photograph(page, "settings-key-shown");
  const token = await page.getByText(/^burgee\.admin\./).first().innerText();
  await page.getByRole("button", { name: "I have copied it" }).click();
  assert.equal(await page.getByText(token).count(), 0);
  assert.equal((await asked(token)).name, "The pipeline");

  await page.getByRole("button", { name: "Revoke The pipeline" }).click();
  await confirm(page, "Revoke it", "Not needed.");
  await page.getByText("The key The pipeline is revoked.").waitFor();
});

test("a webhook takes a test message, and gets a new secret", OPTIONS, async () => {
  const page = await tried.visit({ path: "/settings?tab=webhooks" });

  await page.getByRole("button", { name: "New webhook" }).first().click();
  await page.getByRole("textbox", { name: "Key" }).fill("chat");
  await page.getByLabel("Address").fill("https://burgee-receiver.invalid/hook");
  await photograph(page, "settings-webhook-form");
  assert.deepEqual(await violations(page), []);
  await page.getByRole("button", { name: "Continue" }).click();
  await confirm(page, "Make it");
  await page.getByText(/^whsec_burgee_/).first().waitFor();
  await photograph(page, "settings-webhook-secret");
  await page.getByRole("button", { name: "I have copied it" }).click();

  await page.getByRole("button", { name: "Actions for chat" }).click();
  await page.getByRole("menuitem", { name: "Send a test" }).click();
  await page.getByText("chat did not take the test message.").waitFor();
  await photograph(page, "settings-webhook-tested");
});

test("a viewer is shown nothing that would be refused", OPTIONS, async () => {
  const page = await tried.visit({ path: "/settings", key: await tried.keyOf("viewer") });
  await page.getByRole("tab", { name: "Environments" }).waitFor();
  await page.getByRole("row", { name: "production" }).waitFor();

  assert.equal(await page.getByRole("tab", { name: "Keys" }).count(), 0);
  assert.equal(await page.getByRole("tab", { name: "Webhooks" }).count(), 0);
  assert.equal(await page.getByRole("button", { name: /New|Actions/ }).count(), 0);
});

test("whoever looks for a change finds who made it, and what it changed", OPTIONS, async () => {
  const body = { environment: "staging", enabled: false, reason: "It confuses testers." };
  await tried.burgee.admin("POST", "/flags/new-gallery/toggle", body);
  const page = await tried.visit({ path: "/audit?kind=flag&key=new-gallery" });

  await page.getByText("It confuses testers.").waitFor();
  await page.getByRole("link", { name: "new-gallery" }).first().click();
  const dialog = page.getByRole("dialog");

  await dialog.getByText("environments.staging.enabled").waitFor();
  assert.match(page.url(), /change=flag%2Fnew-gallery%2F\d+/);
  await photograph(page, "audit-change-of-switch");
});

test("what touched another environment can be left out", OPTIONS, async () => {
  const page = await tried.visit({ path: "/audit?kind=flag&environment=development" });
  await page.getByText("It confuses testers.").waitFor();

  await page.getByLabel("Only what touched development").click();

  await page.getByText("It confuses testers.").waitFor({ state: "detached" });
  assert.match(page.url(), /here=yes/);
});

interface Shown {
  document: { environments: Record<string, unknown> };
}

async function asked(token: string): Promise<{ name: string }> {
  const headers = { Authorization: `Bearer ${token}` };
  const answer = await fetch(`${tried.burgee.url}/api/v1/admin/caller`, { headers });
  return (await answer.json()) as { name: string };
}
