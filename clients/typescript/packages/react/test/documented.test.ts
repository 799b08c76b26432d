import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { after, test } from "node:test";
import { promisify } from "node:util";
import { compiled, eventually, Front, programsOf } from "@burgee/testing";
import { browserObstacle, bundle, launchBrowser } from "@burgee/testing/browser";

const HERE = import.meta.url;
const IN_BROWSER = { skip: browserObstacle(), timeout: 60_000 };
const OPEN = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization,content-type",
};
const FLAGS = [
  { key: "plan-title", value: "Free", reason: "STATIC", variant: "free" },
  {
    key: "virtual-try-on",
    value: true,
    reason: "SPLIT",
    variant: "on",
    metadata: { exposureToken: "a-token" },
  },
];
const front = await Front.before(({ path }) => ({
  status: path.endsWith("/events") ? 202 : 200,
  headers: { ...OPEN, "content-type": "application/json" },
  body: JSON.stringify(path.endsWith("/events") ? { rejected: [] } : { flags: FLAGS }),
}));
after(() => front.stop());

const programs = await programsOf("react.md");
const folder = await compiled(programs, "react");

test("the page's test prints what it says", async () => {
  const prints = programs.find(({ name }) => name === "test")?.prints;

  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, "test.js")]);

  assert.deepEqual(stdout.trim().split("\n"), prints);
});

test("the page's server renders what its browser hydrates", IN_BROWSER, async () => {
  const define = { "process.env.NODE_ENV": '"development"' };
  const path = join(folder, "browser.js");
  const script = await bundle(await readFile(path, "utf8"), folder, { format: "esm", define });
  await writeFile(path, script);
  const server = spawn(process.execPath, [join(folder, "server.js")], {
    env: { PATH: process.env["PATH"], BURGEE_URL: front.url, BURGEE_KEY: "burgee.client.test" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  const line = String((await lines.next()).value);
  const port = /port: (\d+)/.exec(line)?.[1];
  const browser = await launchBrowser();
  const page = await browser.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => complaints.push(message.text()));

  await page.goto(`http://127.0.0.1:${port}/`);
  await page.getByRole("button").click();
  const text = await page.locator("main").innerText();
  await eventually(() => front.events.length === 2, "an exposure and a purchase");
  await browser.close();
  server.kill();

  assert.match(text, /Free\s+Try it on at home\s+Buy/);
  assert.equal(front.bulks.length, 1);
  assert.deepEqual(complaints.filter((one) => !one.includes("React DevTools")), []);
});

test("the page names what the package exports", async () => {
  const page = await readFile(new URL("../../../../../../docs/clients/react.md", HERE), "utf8");
  const index = await readFile(new URL("../src/index.d.ts", HERE), "utf8");
  const server = await readFile(new URL("../src/server.d.ts", HERE), "utf8");
  const listed = [...index.matchAll(/^export (?:type )?\{ (.*?) \}/gm)];
  const declared = [...server.matchAll(/^export (?:declare )?(?:function|interface) (\w+)/gm)];

  const names = [...listed, ...declared].flatMap(([, found = ""]) =>
    found.replaceAll("type ", "").split(/, ?/).filter(Boolean),
  );

  assert.ok(names.length >= 8);
  for (const name of names) assert.ok(page.includes(`\`${name}`), name);
});
