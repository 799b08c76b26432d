import ExpandableSection from "@cloudscape-design/components/expandable-section";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";

const WORDS = [
  [
    "Effect and relative effect",
    "Treatment minus control, in the metric's own unit or, for rates, in percentage points; and " +
      "the same as a share of the control's value.",
  ],
  [
    "Interval and level",
    "The effects that the numbers leave possible. The verdict goes by it, and it stays true " +
      "however often somebody looks; level is how sure it is. It is wider the earlier the look.",
  ],
  [
    "Finding",
    "Where the interval lies. Better: all of it beyond what is worthwhile. Worse: all of it on " +
      "the bad side of 0. Safe: more harm than is tolerated is ruled out. Undecided: neither.",
  ],
  [
    "P-value",
    "How small alpha may be for this result to cross its bound. It may be looked at any day; the " +
      "corrected one counts in how many comparisons there are.",
  ],
  [
    "Posterior",
    "What is believed of the effect after these sums: how probable it is that the treatment " +
      "beats the control, and what is lost on average if promoting or keeping is wrong.",
  ],
  [
    "Left meanwhile",
    "Units that count although the experiment decides for them no more. They make an effect look " +
      "smaller than it is.",
  ],
] as const;

/** What the words of results mean. */
export function HowToRead() {
  const items = WORDS.map(([label, value]) => ({ label, value }));
  return (
    <ExpandableSection variant="container" headerText="How to read this">
      <KeyValuePairs columns={2} items={items} />
    </ExpandableSection>
  );
}
