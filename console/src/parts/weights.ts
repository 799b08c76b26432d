/** Shares of several variants: by weights with any sum, or by percentages that add up to 100. */

/** How shares are written. */
export type Unit = "weight" | "percentage";

const SLOTS_PER_PERCENT = 1000;
const WHOLE = 100 * SLOTS_PER_PERCENT;

/** What one of them has of all, in percent; null while all together have nothing. */
export function percentOf(shares: Record<string, number>, key: string): number | null {
  const sum = sumOf(shares);
  return sum > 0 ? rounded((100 * (shares[key] ?? 0)) / sum) : null;
}

/** All of them alike; percentages to three decimals, the first ones getting what is left over. */
export function alike(keys: readonly string[], unit: Unit): Record<string, number> {
  if (unit === "weight") return Object.fromEntries(keys.map((key) => [key, 1]));
  const each = Math.floor(WHOLE / keys.length);
  const over = WHOLE - each * keys.length;
  const slots = keys.map((key, at) => [key, each + (at < over ? 1 : 0)] as const);
  return Object.fromEntries(slots.map(([key, slot]) => [key, slot / SLOTS_PER_PERCENT]));
}

/** The same shares in another unit, as exactly as it can say them. */
export function asUnit(shares: Record<string, number>, unit: Unit): Record<string, number> {
  const keys = Object.keys(shares);
  if (sumOf(shares) === 0) return alike(keys, unit);
  const percents = keys.map((key) => [key, percentOf(shares, key) ?? 0] as const);
  if (unit === "percentage") return withoutRest(Object.fromEntries(percents));
  const slots = percents.map(([, percent]) => Math.round(percent * SLOTS_PER_PERCENT));
  const divisor = slots.reduce(greatestDivisor, 0);
  return Object.fromEntries(keys.map((key, at) => [key, (slots[at] ?? 0) / divisor]));
}

/** What is wrong with shares; undefined where nothing is. */
export function problemOfShares(shares: Record<string, number>, unit: Unit): string | undefined {
  const sum = sumOf(shares);
  if (Object.values(shares).some((share) => !(share >= 0))) return "No share is below 0.";
  if (unit === "percentage") {
    return Math.round(sum * SLOTS_PER_PERCENT) === WHOLE
      ? undefined
      : `The percentages add up to ${rounded(sum)}; make them add up to 100.`;
  }
  if (Object.values(shares).some((share) => !Number.isInteger(share))) {
    return "Weights are whole numbers.";
  }
  return sum > 0 ? undefined : "Give at least one variant a weight above 0.";
}

function sumOf(shares: Record<string, number>): number {
  return Object.values(shares).reduce((sum, share) => sum + share, 0);
}

/** What rounding left over goes to the first. */
function withoutRest(percentages: Record<string, number>): Record<string, number> {
  const [first] = Object.keys(percentages);
  if (first === undefined) return percentages;
  const rest = 100 - sumOf(percentages);
  return { ...percentages, [first]: rounded((percentages[first] ?? 0) + rest) };
}

function rounded(percent: number): number {
  return Math.round(percent * SLOTS_PER_PERCENT) / SLOTS_PER_PERCENT;
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other);
}
