import Box from "@cloudscape-design/components/box";
import type { Difference } from "./differences.js";
import { valueInWords } from "./words.js";

/** What a change changes, field by field: what was, then what comes. */
export function DifferenceList({ label, of }: { label: string; of: readonly Difference[] }) {
  if (of.length === 0) return <Box color="text-body-secondary">Nothing changes.</Box>;
  return (
    <dl className="differences" aria-label={label}>
      {of.map(({ field, before, after }) => (
        <div key={field}>
          <dt>{field}</dt>
          <dd>
            {before !== undefined && <del>{valueInWords(before)}</del>}
            {after !== undefined && <ins>{valueInWords(after)}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
