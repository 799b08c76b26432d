import assert from "node:assert/strict";
import { test } from "node:test";
import { FORMS, sectionOf } from "../src/app/sections.js";

test("a page belongs to the section of what it shows, and a form to that of what it makes", () => {
  const titles = ["/", "/flags", "/flags/new", FORMS.flag, "/rollouts/new/edit", FORMS.rollout].map(
    (path) => sectionOf(path)?.title,
  );

  assert.deepEqual(titles, ["Overview", "Flags", "Flags", "Flags", "Rollouts", "Rollouts"]);
});

test("what is at no section's address belongs to none", () => {
  assert.equal(sectionOf("/nowhere"), undefined);
});
