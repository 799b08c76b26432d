import Box from "@cloudscape-design/components/box";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import StatusIndicator from "@cloudscape-design/components/status-indicator";
import type { Trace } from "../../api/types.js";
import { When } from "../When.js";
import { reasonInWords, valueShown } from "./answers.js";
import { type Said, type Step, stepInWords } from "./traces.js";

/** What a flag answers, why in a sentence, and every step that led there. */
export function TraceView({ trace }: { trace: Trace }) {
  const { answer, ruleset, steps } = trace;
  const pairs = [
    { label: "Value", value: <code>{valueShown(answer.value)}</code> },
    { label: "Variant", value: answer.variant || "none" },
    { label: "Reason", value: reasonInWords(answer.reason) },
    { label: "Asked of", value: <Origin ruleset={ruleset} /> },
  ];
  return (
    <SpaceBetween size="m">
      <Box variant="h3" padding="n">
        {trace.because}
      </Box>
      <KeyValuePairs columns={4} items={pairs} />
      <div>
        <Box variant="awsui-key-label">Steps, up to the one that decided</Box>
        <SaidList of={steps.map((step) => stepInWords(step as unknown as Step))} />
      </div>
    </SpaceBetween>
  );
}

function Origin({ ruleset: { number, published_at } }: { ruleset: Trace["ruleset"] }) {
  if (number === null) return <>the draft, as if it were saved</>;
  return (
    <>
      ruleset {number}, published <When at={published_at} />
    </>
  );
}

/** What was asked, each with whether it held. */
export function SaidList({ of }: { of: readonly Said[] }) {
  return (
    <ul className="said">
      {of.map(({ words, holds, within }, at) => (
        <li key={at}>
          <StatusIndicator
            type={holds ? "success" : "stopped"}
            iconAriaLabel={holds ? "holds" : "does not hold"}
            wrapText
          >
            {words}
          </StatusIndicator>
          {within.length > 0 && <SaidList of={within} />}
        </li>
      ))}
    </ul>
  );
}
