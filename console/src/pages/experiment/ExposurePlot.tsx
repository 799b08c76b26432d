import type { Run, Sums } from "../../api/types.js";
import { Figure } from "../../parts/charts/Figure.js";
import { inkOf } from "../../parts/charts/inks.js";
import { type Line, LinePlot } from "../../parts/charts/LinePlot.js";
import { NumberTable } from "../../parts/charts/NumberTable.js";
import type { Extent } from "../../parts/charts/scales.js";
import { Told } from "../../parts/charts/Told.js";
import { type Day, daysOfUnits } from "./exposures.js";
import { countText } from "./resultWords.js";
import { plannedUnits, shareOf, variantsOf } from "./standing.js";

const HEIGHT = 240;
const AIR = 1.1;
const DAY_MS = 86_400_000;
const ABOUT =
  "By days in UTC, from the first to the least number of days. Where the lines drift apart, more " +
  "than the weights ask for, units are lost.";
const dayText = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});

/** The units of each variant by day, beside how many are planned. */
export function ExposurePlot({ run, sums }: { run: Run; sums: Sums }) {
  const days = daysOfUnits(run, sums);
  if (days.length === 0) return null;
  const lines = variantsOf(run).map((key, place) => lineOf(key, place, days));
  const extent = extentOfDays(run, days);
  const planned = plannedLines(run, extent);
  return (
    <Figure
      title="Units of each variant, added up by day of their exposure"
      about={ABOUT}
      legend={[...lines, ...planned]}
      height={HEIGHT}
      table={<DayTable run={run} days={days} />}
    >
      {(width) => (
        <LinePlot
          width={width}
          height={HEIGHT}
          x={{ extent, label: "day (UTC)", leastStep: 1, text: dayTick }}
          y={{ extent: [0, highest([...lines, ...planned])], label: "units", leastStep: 1 }}
          lines={[...planned, ...lines]}
        />
      )}
    </Figure>
  );
}

function lineOf(key: string, place: number, days: readonly Day[]): Line {
  const spots = days.map(({ day, units }) => ({ x: dayNumber(day), y: units[key] ?? 0 }));
  return { name: key, ink: inkOf(place), spots, hasDots: true };
}

/** How many units each variant is planned to have; one line where all have as many. */
function plannedLines(run: Run, [begin, end]: Extent): Line[] {
  const whole = plannedUnits(run);
  if (whole === null) return [];
  const line = (name: string, ink: string, y: number): Line => {
    const spots = [begin, end].map((x) => ({ x, y }));
    return { name, ink, spots, isDashed: true };
  };
  const each = variantsOf(run).map((key) => [key, whole * shareOf(run, key)] as const);
  const [first] = each;
  const isEven = each.every(([, units]) => units === first?.[1]);
  if (first && isEven) return [line("planned of each", "muted", first[1])];
  return each.map(([key, units], place) => line(`${key}, planned`, inkOf(place), units));
}

/** Days since 1970, so that ticks stand at whole days. */
function dayNumber(day: string): number {
  return Math.floor(Date.parse(day) / DAY_MS);
}

/** From the first day of exposures on, and at least to the least number of days. */
function extentOfDays(run: Run, days: readonly Day[]): Extent {
  const numbers = days.map(({ day }) => dayNumber(day));
  const least = dayNumber(run.started_at) + (run.plan?.minimum_days ?? 0);
  return [Math.min(...numbers) - 0.5, Math.max(...numbers, least) + 0.5];
}

function dayTick(tick: number): string {
  return dayText.format(tick * DAY_MS);
}

function highest(lines: readonly Line[]): number {
  return AIR * Math.max(1, ...lines.flatMap(({ spots }) => spots.map(({ y }) => y)));
}

function DayTable({ run, days }: { run: Run; days: readonly Day[] }) {
  const variants = variantsOf(run);
  const planned = plannedUnits(run);
  const cell = (number: number) => <Told pieces={[{ text: countText(number), number }]} />;
  const plannedOf = (key: string) => Math.round((planned ?? 0) * shareOf(run, key));
  const rows = days.map(({ day, units }) => ({
    key: day,
    cells: [day, ...variants.map((key) => cell(units[key] ?? 0))],
  }));
  const plan = {
    key: "planned",
    cells: ["planned", ...variants.map((key) => cell(plannedOf(key)))],
  };
  return (
    <NumberTable
      label="Units by day"
      columns={["by the end of", ...variants]}
      rows={planned === null ? rows : [...rows, plan]}
    />
  );
}
