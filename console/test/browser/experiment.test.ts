/** What people see of experiments, and do with them. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { ConsoleInBrowser, OPTIONS, type Page, photograph } from "./console.js";
import { design, look, start, visit } from "./experiments.js";

const tried = ConsoleInBrowser.register();
const SOLD = "bar-sells";
const BROKEN = "bar-breaks";
const NEW = "bar-begins";

type Losses = "loss_of_promoting" | "loss_of_keeping";

interface Comparison {
  variant: string;
  effect: number;
  low: number | null;
  high: number | null;
  bound: number | null;
  p_value: number | null;
  posterior: Record<"to_beat_control" | "to_be_best" | Losses, number> | null;
}

interface Look {
  number: number;
  information: number;
  metrics: {
    metric: string;
    variants: { value: number; low: number; high: number }[];
    comparisons: Comparison[];
  }[];
  planned: { information: number; bound: number }[];
}

/** One experiment with three looks, one with units in a variant that was to have none, and one
 * that nobody looked at. */
tried.seed(async (burgee) => {
  await design(burgee, SOLD);
  await start(burgee, SOLD);
  for (const [from, to] of [[0, 100], [100, 150], [150, 200]] as const) {
    await visit(burgee, SOLD, { from, to });
    await look(burgee, SOLD);
  }
  const flags = { [`${BROKEN}-flag`]: "on" };
  const variants = { control: {}, bar: { flags }, old: { weight: 0, flags } };
  await design(burgee, BROKEN, { variants });
  await start(burgee, BROKEN);
  const variantOf = (number: number) => ["control", "bar", "old"][number % 3] ?? "";
  await visit(burgee, BROKEN, { from: 0, to: 30, variantOf });
  await look(burgee, BROKEN);
  await design(burgee, NEW);
  await start(burgee, NEW);
  await visit(burgee, NEW, { from: 0, to: 20 });
});

function address(key: string, tab: string): string {
  return `/experiments/${key}?environment=development&tab=${tab}`;
}

function results(key: string): Promise<Look> {
  return tried.burgee.admin("GET", `/experiments/${key}/results`) as Promise<Look>;
}

function found(answer: Look, metric: string): Comparison {
  const comparison = answer.metrics.find((one) => one.metric === metric)?.comparisons[0];
  assert.ok(comparison);
  return comparison;
}

/** The unrounded numbers of a table of the page, row by row. */
async function numbersIn(page: Page, label: string): Promise<number[][]> {
  const table = page.locator(`table[aria-label="${label}"]`);
  await table.waitFor({ state: "attached" });
  return table.locator("tbody tr").evaluateAll((rows) =>
    rows.map((row) => [...row.querySelectorAll("data")].map((number) => Number(number.value))),
  );
}

test(
  "the list says where each experiment stands and what its newest look says",
  OPTIONS,
  async () => {
    const page = await tried.visit({ path: "/experiments?environment=development" });

    const row = page.getByRole("row", { name: new RegExp(SOLD) });
    await row.waitFor();

    assert.match((await row.textContent()) ?? "", /Running.*Continue/s);
    await photograph(page, "experiments-1280");
  },
);

test(
  "before the first look the page says when there will be one, and takes one",
  OPTIONS,
  async () => {
    const page = await tried.visit({ path: address(NEW, "results") });
    await page.getByText("Nobody has looked at the results yet").waitFor();
    await page.getByText(/20 units were exposed so far/).waitFor();
    await photograph(page, "experiment-no-look");

    await page.getByRole("button", { name: "Look now" }).click();
    await page.getByText("Look 1 is taken.").waitFor();

    await page.getByRole("heading", { name: "Verdict" }).waitFor();
    assert.equal((await results(NEW)).number, 1);
  },
);

test(
  "the interval plot tells the numbers of the API, with their level and unit",
  OPTIONS,
  async () => {
    const page = await tried.visit({ path: address(SOLD, "results") });
    const { effect, low, high } = found(await results(SOLD), "bought");

    const figure = page.getByRole("figure", { name: /^Effect on bought/ });
    await figure.waitFor();

    assert.deepEqual(await numbersIn(page, "Intervals of bought"), [[effect, low, high]]);
    assert.match((await figure.locator("figcaption").textContent()) ?? "", /with 95 % intervals/);
    const drawn = figure.locator("svg[role=img] text");
    assert.ok((await drawn.allTextContents()).includes("effect, percentage points"));
  },
);

test("the interval is drawn where its numbers are", OPTIONS, async () => {
  const page = await tried.visit({ path: address(SOLD, "results") });
  const { effect, low, high } = found(await results(SOLD), "bought");
  assert.ok(low !== null && high !== null);

  const figure = page.getByRole("figure", { name: /^Effect on bought/ });
  const bar = figure.locator("line.interval");
  await bar.waitFor({ state: "attached" });
  const [begin, end] = await bar.evaluate((line) => [
    Number(line.getAttribute("x1")),
    Number(line.getAttribute("x2")),
  ]);
  const dot = Number(await figure.locator("circle.dot").getAttribute("cx"));

  assert.ok(begin !== undefined && end !== undefined);
  const share = (dot - begin) / (end - begin);
  assert.ok(Math.abs(share - (effect - low) / (high - low)) < 1e-6);
});

test(
  "the effect over the looks tells the numbers of the API, with the bounds to come",
  OPTIONS,
  async () => {
    const path = `/experiments/${SOLD}/results/series?metric=bought`;
    const series = (await tried.burgee.admin("GET", path)) as {
      items: Look[];
      planned: Look["planned"];
    };
    const page = await tried.visit({ path: address(SOLD, "results") });

    const rows = await numbersIn(page, "Looks at bought, bar");

    const taken = series.items.map((one) => {
      const { effect, low, high, bound, p_value } = found(one, "bought");
      const numbers = [one.information, effect, low, high, bound, p_value];
      return numbers.filter((number) => number !== null);
    });
    const coming = series.planned.map(({ information, bound }) => [information, bound]);
    assert.deepEqual(rows, [...taken, ...coming]);
    assert.equal(taken.length, 3);
    assert.ok(coming.length > 0);
  },
);

test("the posterior tells the numbers of the API", OPTIONS, async () => {
  const { posterior } = found(await results(SOLD), "bought");
  const page = await tried.visit({ path: address(SOLD, "results") });

  const [row] = await numbersIn(page, "Posterior of bought");

  assert.ok(posterior);
  const { to_beat_control, to_be_best, loss_of_promoting, loss_of_keeping } = posterior;
  assert.deepEqual(row, [to_beat_control, to_be_best, loss_of_promoting, loss_of_keeping]);
});

test("exposures are those that the API counted, beside those planned", OPTIONS, async () => {
  const page = await tried.visit({ path: address(SOLD, "monitor") });

  const rows = await numbersIn(page, "Units by day");

  assert.deepEqual([rows.at(-2), rows.at(-1)], [[100, 100], [150, 150]]);
  await page.getByText("200 of 300 planned in 2 variants").waitFor();
});

for (const tab of ["monitor", "results", "decision"]) {
  test(`a sample ratio mismatch stands above all numbers of ${tab}`, OPTIONS, async () => {
    const page = await tried.visit({ path: address(BROKEN, tab) });
    const warning = page.getByText("Sample ratio mismatch: trust none of these results");
    await warning.waitFor();

    const panel = page.getByRole("tabpanel");
    const text = await panel.evaluate((one) => (one as HTMLElement).innerText.trim());

    assert.match(text, /^Sample ratio mismatch: trust none of these results/);
    await photograph(page, `experiment-mismatch-${tab}`);
  });
}

test("segments are marked exploratory", OPTIONS, async () => {
  const page = await tried.visit({ path: address(SOLD, "results") });

  await page.getByRole("heading", { name: "Segments (exploratory)" }).waitFor();

  await page.getByText("Exploratory: these numbers decide nothing").waitFor();
  await page.getByText("device_type: mobile").waitFor();
});

test("the funnel shows how far units came", OPTIONS, async () => {
  const page = await tried.visit({ path: address(SOLD, "results") });

  const rows = await numbersIn(page, "Funnel to finished");

  const { metrics } = await results(SOLD);
  const shares = ["began", "finished"].map((key) =>
    metrics
      .find(({ metric }) => metric === key)
      ?.variants.flatMap(({ value, low, high }) => [value, low, high]),
  );
  assert.deepEqual(rows, shares);
  assert.deepEqual([rows[1]?.[0], rows[1]?.[3]], [0.2, 0.4]);
});

test("an experiment is paused and goes on, and the timeline says so", OPTIONS, async () => {
  const page = await tried.visit({ path: address(NEW, "timeline") });

  await page.getByRole("button", { name: "Pause", exact: true }).click();
  await page.getByText(`${NEW} is paused: it takes in nobody new.`).waitFor();
  await page.getByRole("button", { name: "Resume", exact: true }).click();
  await page.getByText(`${NEW} is running again.`).waitFor();

  const [newest, before] = await page.locator(".timeline li strong").allTextContents();
  assert.deepEqual([newest, before], ["It was resumed", "It was paused"]);
});

test("a viewer sees no button that would be refused", OPTIONS, async () => {
  const key = await tried.keyOf("viewer");
  const page = await tried.visit({ path: address(SOLD, "decision"), key });
  await page.getByText("What shall everybody get?").waitFor();

  const names = await page.getByRole("main").getByRole("button").allTextContents();

  const refused = /Pause|Complete|Actions|Decide|Agree|Look now/;
  assert.deepEqual(names.filter((name) => refused.test(name)), []);
});

test("a treatment is promoted, and its flag shows it to everybody", OPTIONS, async () => {
  await design(tried.burgee, "bar-wins");
  await start(tried.burgee, "bar-wins");
  const page = await tried.visit({ path: address("bar-wins", "decision") });

  await page.getByText("Promote bar").click();
  await page.getByRole("button", { name: "Decide: bar is promoted" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("bar-wins-flag in development: default variant").waitFor();
  await photograph(page, "experiment-decide");
  await dialog.getByRole("button", { name: "Decide" }).click();
  await page.getByRole("heading", { name: "Decided: bar is promoted" }).waitFor();

  const flag = (await tried.burgee.admin("GET", "/flags/bar-wins-flag")) as {
    document: { environments: Record<string, { default_variant: string }> };
  };
  assert.equal(flag.document.environments["development"]?.default_variant, "on");
  await photograph(page, "experiment-decided");
});

test("in production a decision waits for product and engineering", OPTIONS, async () => {
  const key = "bar-in-production";
  await design(tried.burgee, key, { environment: "production" });
  const [product, engineering] = [await tried.keyOf("approver"), await tried.keyOf("approver")];
  const path = `/experiments/${key}?tab=decision`;
  const first = await tried.visit({ path: `/experiments/${key}`, key: product });
  await choose(first, "Sign off");
  await confirm(first, "Sign off", "It is sound");
  await start(tried.burgee, key);

  await agree(await tried.visit({ path, key: product }), "product");
  const page = await tried.visit({ path, key: engineering });
  await page.getByText("Keep the control").click();
  await page.getByLabel("Decide although no look has a verdict").check();
  await page.getByText("Nobody has agreed for engineering").waitFor();
  await photograph(page, "experiment-sign-offs");
  await page.getByRole("button", { name: "Agree for engineering" }).click();
  await confirm(page, "Agree", "We cannot maintain it");
  await page.getByRole("button", { name: "Decide: the control is kept" }).click();
  await confirm(page, "Decide", "Nobody came");

  await page.getByRole("heading", { name: "Decided: the control is kept" }).waitFor();
  const decision = page.getByRole("tabpanel", { name: "Decision" });
  await decision.getByText("A approver", { exact: true }).waitFor();
  await page.getByText(/^Engineering: A approver agreed/).waitFor();
  await photograph(page, "experiment-agreed");
});

async function agree(page: Page, role: string): Promise<void> {
  await page.getByText("Keep the control").click();
  await page.getByRole("button", { name: `Agree for ${role}` }).click();
  await confirm(page, "Agree", "It brings nothing");
  await page.getByText(`You agreed for ${role} that the control is kept.`).waitFor();
}

async function choose(page: Page, step: string): Promise<void> {
  await page.getByRole("button", { name: "Actions" }).click();
  await page.getByRole("menuitem", { name: step }).click();
}

async function confirm(page: Page, action: string, reason: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reason").fill(reason);
  await dialog.getByRole("button", { name: action, exact: true }).click();
  await dialog.waitFor({ state: "detached" });
}
