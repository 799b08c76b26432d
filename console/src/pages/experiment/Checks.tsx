import Alert from "@cloudscape-design/components/alert";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Look } from "../../api/types.js";
import { Marked } from "../../parts/Marked.js";
import { blockingOf } from "./standing.js";

/** What a check is about, and what to do where it fails. */
const CHECKS: Record<string, { title: string; advice: string }> = {
  sample_ratio: {
    title: "Sample ratio mismatch: trust none of these results",
    advice:
      "Units are lost, or counted in one variant more than in another, and every effect may come " +
      "from that. Find out why, then start a new run.",
  },
  mixed: {
    title: "Too many units were seen in two variants: trust none of these results",
    advice:
      "A client keeps an old answer, or the key of a unit changes on the way. Find out why, then " +
      "start a new run.",
  },
  before: {
    title: "The variants differed before the experiment: trust none of these results",
    advice: "The draw or the exposure is at fault. Find out why, then start a new run.",
  },
  exact: {
    title: "The sums may be wrong: trust none of these results yet",
    advice: "Ask whoever runs Burgee for a recount; a look after it is sound again.",
  },
};

/** Why nothing can be concluded, above all numbers; nothing where nothing is in the way. */
export function BlockedChecks({ look }: { look: Pick<Look, "checks"> }) {
  const blocking = blockingOf(look);
  if (blocking.length === 0) return null;
  return (
    <SpaceBetween size="s">
      {blocking.map(({ key, sentence }) => (
        <Alert
          key={key}
          type="error"
          header={CHECKS[key]?.title ?? "A check does not hold: trust none of these results"}
        >
          {sentence} {CHECKS[key]?.advice}
        </Alert>
      ))}
    </SpaceBetween>
  );
}

/** Every check of a look, those that fail first. */
export function CheckList({ look }: { look: Pick<Look, "checks"> }) {
  const failedFirst = [...look.checks].sort((one, other) => +one.passed - +other.passed);
  return (
    <ul className="plain">
      {failedFirst.map(({ key, passed, blocks, sentence }) => (
        <li key={key}>
          <Marked
            type={passed ? "success" : blocks ? "error" : "pending"}
            meaning={passed ? "holds" : "does not hold"}
          >
            {!passed && <strong>{blocks ? "Blocks a verdict: " : "Holds a verdict back: "}</strong>}
            {sentence}
          </Marked>
        </li>
      ))}
    </ul>
  );
}
