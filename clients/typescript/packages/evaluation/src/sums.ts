/** Sums of doubles without rounding on the way (J. R. Shewchuk, Adaptive Precision, 1997). */

/** The double nearest to the sum, in whatever order; NaN where the sum is no finite number. */
export function exactSum(amounts: Iterable<number>): number {
  const partials: number[] = [];
  for (const amount of amounts) {
    if (!add(partials, amount)) return NaN;
  }
  const total = rounded(partials);
  return Number.isFinite(total) ? total : NaN;
}

/** Adds to partials that do not overlap, smallest first; false where it is too large for that. */
function add(partials: number[], amount: number): boolean {
  let rest = amount;
  let kept = 0;
  for (const partial of partials) {
    const [large, small] = Math.abs(rest) < Math.abs(partial) ? [partial, rest] : [rest, partial];
    rest = large + small;
    const lost = small - (rest - large);
    if (lost !== 0) partials[kept++] = lost;
  }
  partials.length = kept;
  if (rest !== 0) partials.push(rest);
  return Number.isFinite(rest);
}

function rounded(partials: number[]): number {
  let total = partials.pop() ?? 0;
  let lost = 0;
  while (lost === 0 && partials.length > 0) {
    const next = partials.pop()!;
    const sum = total + next;
    lost = next - (sum - total);
    total = sum;
  }
  return halfWay(total, lost, partials.at(-1) ?? 0);
}

/** Where exactly half was lost, what lies below says which of the two neighbours is nearer. */
function halfWay(total: number, lost: number, below: number): number {
  if (lost === 0 || Math.sign(lost) !== Math.sign(below)) return total;
  const further = total + lost * 2;
  return further - total === lost * 2 ? further : total;
}
