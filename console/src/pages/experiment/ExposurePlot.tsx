import type { Run, Sums } from "../../api/types.js";
import { Figure } from "../../parts/charts/Figure.js";
import { inkOf } from "../../parts/charts/inks.js";
import { type Line, LinePlot } from "../../parts/charts/LinePlot.js";
import { NumberTable } from "../../parts/charts/NumberTable.js";
import { Told } from "../../parts/charts/Told.js";
import { type Day, daysOfUnits } from "./exposures.js";
import { countText } from "./resultWords.js";
import { plannedUnits, shareOf, variantsOf } from "./standing.js";

const HEIGHT = 240;
const AIR = 1.1;
const DAY_MS = 86_400_000;
const dayText = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });

/** The units of each variant by day, beside how many are planned. */
export function ExposurePlot({ run, sums }: { run: Run; sums: Sums }) {
  const days = daysOfUnits(run, sums);
  const variants = variantsOf(run);
  if (days.length === 0) return null;
  const lines = variants.map((key, place) => lineOf(key, place, days));
  return (
    <Figure
      title="Units of each variant, added up by day of their exposure"
      about="By days in UTC. Where the lines drift apart, more than the weights ask for, units are lost."
      legend={lines.map(({ name, ink }) => ({ name, ink }))}
      height={HEIGHT}
      table={<DayTable run={run} days={days} />}
    >
      {(width) => (
        <LinePlot
          width={width}
          height={HEIGHT}
          x={{ extent: extentOfDays(days), label: "day (UTC)", text: dayTick }}
          y={{ extent: [0, highest(days)], label: "units" }}
          lines={lines}
        />
      )}
    </Figure>
  );
}

function lineOf(key: string, place: number, days: readonly Day[]): Line {
  const spots = days.map(({ day, units }) => ({ x: dayNumber(day), y: units[key] ?? 0 }));
  return { name: key, ink: inkOf(place), spots, hasDots: true };
}

/** Days since 1970, so that ticks stand at whole days. */
function dayNumber(day: string): number {
  return Date.parse(day) / DAY_MS;
}

function extentOfDays(days: readonly Day[]): readonly [number, number] {
  const numbers = days.map(({ day }) => dayNumber(day));
  return [Math.min(...numbers) - 0.5, Math.max(...numbers) + 0.5];
}

/** Only whole days have a name. */
function dayTick(tick: number): string {
  return Number.isInteger(tick) ? dayText.format(tick * DAY_MS) : "";
}

function highest(days: readonly Day[]): number {
  const last = Object.values(days.at(-1)?.units ?? {});
  return AIR * Math.max(1, ...last);
}

function DayTable({ run, days }: { run: Run; days: readonly Day[] }) {
  const variants = variantsOf(run);
  const planned = plannedUnits(run);
  const cell = (number: number) => <Told pieces={[{ text: countText(number), number }]} />;
  const rows = days.map(({ day, units }) => ({
    key: day,
    cells: [day, ...variants.map((key) => cell(units[key] ?? 0))],
  }));
  const plan = {
    key: "planned",
    cells: ["planned", ...variants.map((key) => cell(Math.round((planned ?? 0) * shareOf(run, key))))],
  };
  return (
    <NumberTable
      label="Units by day"
      columns={["by the end of", ...variants]}
      rows={planned === null ? rows : [...rows, plan]}
    />
  );
}
