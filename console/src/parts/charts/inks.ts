/** The colours of plots, as the classes of `charts.css`. */

export type Tone = "good" | "bad" | "neutral" | "muted";

const INKS = 8;

/** The colour of the variant at this place among all: the same in every plot of a page. */
export function inkOf(place: number): string {
  return `ink-${place % INKS}`;
}
