import Container from "@cloudscape-design/components/container";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import Link from "@cloudscape-design/components/link";
import type { Overview } from "../../api/types.js";
import { href } from "../../app/sections.js";

type Count = keyof Overview["counts"];

/** What is counted, and the page that lists it. */
const COUNTED: readonly (readonly [Count, label: string, path: string])[] = [
  ["experiments_running", "Experiments running", "/experiments"],
  ["rollouts_ramping", "Rollouts under way", "/rollouts"],
  ["flags", "Flags set up here", "/flags"],
  ["segments", "Segments", "/segments"],
];

/** How many there are of everything. */
export function Counts({ found: { counts } }: { found: Overview }) {
  const items = COUNTED.map(([count, label, path]) => ({
    label,
    value: (
      <Link variant="awsui-value-large" href={href(path)} ariaLabel={`${label}: ${counts[count]}`}>
        {counts[count]}
      </Link>
    ),
  }));
  return (
    <Container>
      <KeyValuePairs columns={4} minColumnWidth={130} items={items} />
    </Container>
  );
}
