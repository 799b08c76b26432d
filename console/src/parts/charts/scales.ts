/** From numbers to places on a plot, and the numbers that stand at its axes. */

/** A least and a greatest number. */
export type Extent = readonly [least: number, greatest: number];

const STEPS: readonly number[] = [1, 2, 5, 10];
const MOST_DECIMALS = 9;

/** Where a number is, between the ends of `range`. */
export function linear(domain: Extent, range: Extent): (value: number) => number {
  const [least, greatest] = domain;
  const [begin, end] = range;
  const whole = greatest - least || 1;
  return (value) => begin + ((value - least) / whole) * (end - begin);
}

/** The least extent that holds all the numbers, with a share of its width as air at both ends; of
 * numbers that are all alike with a share of their size. */
export function extentOf(values: readonly number[], air = 0): Extent {
  const least = Math.min(...values);
  const greatest = Math.max(...values);
  const width = greatest - least || Math.abs(greatest) || 1;
  return [least - air * width, greatest + air * width];
}

/** At most so many round numbers within an extent, evenly apart, by `leastStep` at least. */
export function ticksOf([least, greatest]: Extent, most: number, leastStep = 0): number[] {
  const step = Math.max(leastStep, stepOf((greatest - least) / Math.max(most, 1)));
  const ticks = [];
  for (let at = Math.ceil(least / step); at * step <= greatest + step * 1e-9; at += 1) {
    ticks.push(rounded(at * step, step));
  }
  return ticks;
}

/** A tick with as many decimals as the step to the next one needs: `0.25`, `1,500`. */
export function tickText(tick: number, ticks: readonly number[]): string {
  const step = Math.abs((ticks[1] ?? tick) - (ticks[0] ?? 0)) || Math.abs(tick) || 1;
  const decimals = decimalsOf(step);
  return tick.toLocaleString("en", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

function stepOf(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = STEPS.find((one) => one * power >= least * (1 - 1e-9)) ?? 10;
  return step * power;
}

function decimalsOf(step: number): number {
  return Math.min(MOST_DECIMALS, Math.max(0, -Math.floor(Math.log10(step) + 1e-9)));
}

/** Without what is left over from multiplying; and 0 has no sign. */
function rounded(value: number, step: number): number {
  return Number(value.toFixed(decimalsOf(step))) + 0;
}
