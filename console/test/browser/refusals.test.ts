/** What people meet who were refused, or went back: in forms, and by the keyboard. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsoleInBrowser, OPTIONS, type Page, photograph } from "./console.js";

const tried = ConsoleInBrowser.register();

/** The dialog that asks whether to make a change. */
function asked(page: Page) {
  return page.getByRole("dialog").filter({ has: page.getByLabel("What changes") });
}

/** The form of a new environment, refused for its holdout. */
async function refusedEnvironment(): Promise<Page> {
  const page = await tried.visit({ path: "/settings" });
  await page.getByRole("button", { name: "New environment" }).click();
  await page.getByRole("textbox", { name: "Key" }).fill("refused");
  await page.getByLabel("Holdout in percent").fill("33.33333");
  await page.getByRole("button", { name: "Make it" }).click();
  await asked(page).getByRole("button", { name: "Make it" }).click();
  await asked(page).getByText("The environment is not valid.").waitFor();
  return page;
}

test("what was refused is marked at its field in the settings, until mended", OPTIONS, async () => {
  const page = await refusedEnvironment();
  await asked(page).getByRole("button", { name: "Cancel" }).click();
  const form = page.getByRole("dialog").filter({ hasText: "New environment" });
  const marked = form.getByText("A percentage has at most 3 decimals.");
  await marked.waitFor();
  await photograph(page, "settings-environment-refused");

  await form.getByLabel("Holdout in percent").fill("33.333");

  await marked.waitFor({ state: "detached" });
});

test("Escape brings the keyboard back to where a dialog was opened", OPTIONS, async () => {
  const page = await refusedEnvironment();

  await page.keyboard.press("Escape");
  await page.getByRole("textbox", { name: "Key" }).waitFor();
  await page.keyboard.press("Escape");

  await page.locator("button:focus", { hasText: "New environment" }).waitFor();
  assert.equal(await page.getByRole("dialog").count(), 0);
});

test("a key that is taken is marked at the key", OPTIONS, async () => {
  const page = await tried.visit({ path: "/new/segment" });
  await page.getByRole("textbox", { name: "Key" }).fill("staff");

  await page.getByRole("button", { name: "Create segment" }).click();

  await page.locator("[aria-invalid=true]").waitFor();
  const key = page.getByRole("textbox", { name: "Key" });
  assert.equal(await key.getAttribute("aria-invalid"), "true");
});
