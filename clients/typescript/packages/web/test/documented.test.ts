import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, test } from "node:test";
import { compiled, Front, programsOf } from "@burgee/testing";
import { browserObstacle, bundle, launchBrowser, Site } from "@burgee/testing/browser";
import { experimentFlag, FakeBurgee, flag } from "./fakeBurgee.js";

const HERE = import.meta.url;
const IN_BROWSER = { skip: browserObstacle(), timeout: 60_000 };
const burgee = new FakeBurgee();
burgee.flags = ({ plan }) => [
  experimentFlag("virtual-try-on"),
  flag("plan-title", { value: plan === "pro" ? "Pro" : "Free" }),
];
const front = await Front.before(burgee.answering);
const site = await Site.open();
after(() => Promise.all([front.stop(), site.close()]));

const programs = await programsOf("web.md");
const folder = compiled(programs, "web", (code) =>
  code.replaceAll("https://flags.example.com", front.url),
);

test("the page shows programs", () => {
  assert.ok(programs.length >= 3 && programs.every(({ prints }) => prints.length));
});

test("the page names what the package exports", async () => {
  const page = await readFile(new URL("../../../../../../docs/clients/web.md", HERE), "utf8");
  const index = await readFile(new URL("../src/index.d.ts", HERE), "utf8");
  const exported = [...index.matchAll(/^export (?:type )?\{ (.*?) \}/gm)];

  const names = exported.flatMap(([, found = ""]) =>
    found.replaceAll("type ", "").split(/, ?/).filter(Boolean),
  );

  assert.ok(names.length >= 12);
  for (const name of names) assert.ok(page.includes(`\`${name}\``), name);
});

for (const { name, prints } of programs) {
  test(`${name} of the page prints what it says`, IN_BROWSER, async () => {
    const program = await readFile(join(await folder, `${name}.js`), "utf8");
    site.pages.set("/program.js", await bundle(program, await folder, { format: "esm" }));
    site.pages.set("/", '<!doctype html><script type="module" src="/program.js"></script>');
    const browser = await launchBrowser();
    const page = await browser.newPage();
    const printed: string[] = [];
    const isDone = new Promise<void>((resolve) => {
      page.on("console", (message) => {
        printed.push(message.text());
        if (printed.length === prints.length) resolve();
      });
    });

    await page.goto(site.url);
    await isDone;
    await browser.close();

    assert.deepEqual(printed, prints);
  });
}
