/** Signing in with a name: a hosted sign-in of our own, and the real check of its tokens. */

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { eventually } from "@burgee/testing";
import {
  ConsoleInBrowser,
  OPTIONS,
  type Page,
  photograph,
  tooWide,
  violations,
} from "./console.js";
import { SignInServer } from "./signInServer.js";

const ANN = "ann@example.com";
let hosted: SignInServer;
const tried = ConsoleInBrowser.registerAlone(async () => {
  hosted = await SignInServer.open();
  return hosted.variables;
});

beforeEach(() => {
  if (hosted === undefined) return;
  hosted.asked.length = 0;
  hosted.people.clear();
  hosted.people.set(ANN, ["editor"]);
  Object.assign(hosted, { seconds: 900, goesOn: true, nonce: null });
});

after(() => hosted?.close());

/** A page of the console, whose visitor signs in as Ann. */
async function asAnn(path: string): Promise<Page> {
  const page = await tried.visit({ path, key: null });
  await page.getByRole("button", { name: "Sign in", exact: true }).first().click();
  await page.getByRole("link", { name: ANN }).click();
  return page;
}

test("whoever signs in comes to the page that they wanted, by their name", OPTIONS, async () => {
  const page = await asAnn("/flags/new-gallery?environment=staging");

  await page.getByRole("heading", { name: "new-gallery", level: 1 }).waitFor();
  await page.getByRole("button", { name: ANN }).click();
  await page.getByText("Role: editor").filter({ visible: true }).waitFor();

  const address = new URL(page.url());
  assert.equal(address.pathname + address.search, "/console/flags/new-gallery?environment=staging");
  assert.deepEqual(hosted.asked, ["authorization_code"]);
});

test("a change is kept with the name of who made it", OPTIONS, async () => {
  const page = await asAnn("/flags?query=new-gallery");
  await page.getByLabel("new-gallery in development", { exact: true }).click();
  await page.getByText(/new-gallery is (on|off) in development/).waitFor();

  const stored = (await tried.burgee.admin("GET", "/flags/new-gallery")) as {
    change: { actor: string };
  };

  assert.match(stored.change.actor, /^user:[0-9a-f]{36}$/);
});

test("groups say where somebody may change something", OPTIONS, async () => {
  hosted.people.set(ANN, ["editor", "environment:staging"]);
  const page = await asAnn("/flags");

  await page.getByLabel("new-gallery in staging", { exact: true }).waitFor();

  const locked = page.getByLabel("new-gallery in production", { exact: true });
  assert.equal(await locked.getAttribute("aria-disabled"), "true");
});

test("whoever is in no group reads what to ask for, and may be somebody else", OPTIONS, async () => {
  hosted.people.set(ANN, ["cooks"]);
  const page = await asAnn("/flags");

  await page.getByText(/in no group that may use Burgee/).waitFor();
  await photograph(page, "sign-in-no-group");
  const found = await violations(page);
  await page.getByRole("button", { name: "Sign in as somebody else" }).click();
  await eventually(() => hosted.asked.includes("logout"), "signed out there");

  await page.getByRole("button", { name: "Sign in", exact: true }).first().waitFor();
  assert.deepEqual(found, []);
});

test("a token is renewed before it ends, and nobody notices", OPTIONS, async () => {
  hosted.seconds = 61;
  const page = await asAnn("/flags");
  await page.getByRole("link", { name: "new-gallery" }).waitFor();

  await eventually(async () => {
    await page.reload();
    return hosted.asked.includes("refresh_token");
  }, "renewed");

  await page.getByRole("link", { name: "new-gallery" }).waitFor();
  assert.equal(await page.getByRole("button", { name: ANN }).count(), 1);
});

test("a sign-in that has ended leads back to it, and says so", OPTIONS, async () => {
  hosted.seconds = 30;
  hosted.goesOn = false;
  const page = await asAnn("/flags");

  await page.getByText("Your sign-in has ended. Sign in again.").waitFor();
});

test("whoever signs out is forgotten here and there", OPTIONS, async () => {
  const page = await asAnn("/flags");
  await page.getByRole("button", { name: ANN }).click();

  await page.getByText("Sign out", { exact: true }).click();
  await page.getByRole("button", { name: "Sign in", exact: true }).first().waitFor();
  await eventually(() => hosted.asked.includes("revoke"), "revoked");

  assert.ok(hosted.asked.includes("logout"));
  assert.equal(await page.evaluate(() => sessionStorage.getItem("burgee.person")), null);
});

test("an answer to a sign-in that nobody began here is refused", OPTIONS, async () => {
  const page = await tried.visit({ path: "/signed-in?code=stolen&state=guessed", key: null });

  await page.getByText("This sign-in was not begun in this tab").waitFor();
  await photograph(page, "sign-in-not-begun");

  assert.deepEqual(hosted.asked, []);
});

test("an answer for somebody else is refused", OPTIONS, async () => {
  hosted.nonce = "of-another";
  const page = await asAnn("/flags");

  await page.getByText("The sign-in answered for somebody else.").waitFor();

  assert.equal(await page.evaluate(() => sessionStorage.getItem("burgee.person")), null);
});

test("a sign-in that somebody broke off says so", OPTIONS, async () => {
  const page = await tried.visit({ path: "/flags", key: null });
  await page.getByRole("button", { name: "Sign in", exact: true }).first().click();
  await page.getByRole("link", { name: ANN }).waitFor();

  await page.goto(`${tried.burgee.url}/console/signed-in?error=access_denied`);

  await page.getByText("The sign-in was not completed: access_denied.").waitFor();
});

test("a link puts no words of its own into the sign-in", OPTIONS, async () => {
  const words = new URLSearchParams({ error: "e", error_description: "Call 555 to unlock" });
  const page = await tried.visit({ path: `/signed-in?${words}`, key: null });

  await page.getByText("This sign-in was not begun in this tab").waitFor();

  assert.equal(await page.getByText("555").count(), 0);
});

test("an admin key opens the console beside the sign-in", OPTIONS, async () => {
  const page = await tried.visit({ path: "/flags", key: null });

  await page.getByRole("button", { name: "Sign in with an admin key" }).click();
  await page.getByLabel("Admin key", { exact: true }).fill(tried.burgee.adminKey);
  await page.keyboard.press("Enter");

  await page.getByRole("link", { name: "new-gallery" }).waitFor();
});

test("the sign-in fits into every width and can be read by everybody", OPTIONS, async () => {
  const page = await tried.visit({ path: "/", key: null });
  await page.getByText("You sign in with your e-mail address").waitFor();

  const found = [];
  for (const width of [1280, 768, 400]) {
    await page.setViewportSize({ width, height: 900 });
    found.push(...(await tooWide(page)));
    await photograph(page, `sign-in-by-name-${width}`);
  }
  await page.emulateMedia({ colorScheme: "dark" });
  await photograph(page, "sign-in-by-name-dark");

  assert.deepEqual([...found, ...(await violations(page))], []);
});
