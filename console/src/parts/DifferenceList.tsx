import Box from "@cloudscape-design/components/box";
import type { Json } from "../api/types.js";
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
            {before !== undefined && <del>{shown(before)}</del>}
            {after !== undefined && <ins>{shown(after)}</ins>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Texts stand as they are, but for those that would be taken for something else. */
const AMBIGUOUS = /^(|true|false|null|[-+.\d].*)$/;

function shown(value: Json): string {
  const isPlain = typeof value === "string" && !AMBIGUOUS.test(value);
  return isPlain ? value : valueInWords(value);
}
