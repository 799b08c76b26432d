import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import KeyValuePairs from "@cloudscape-design/components/key-value-pairs";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Results } from "../../api/types.js";
import { CheckList } from "./Checks.js";
import { countText, DESIGNS, words } from "./resultWords.js";

const SMALLEST = 0.0001;

/** What a look rests on: its units, its checks, and how it was judged. */
export function LookFacts({ look }: { look: Results }) {
  return (
    <Container header={<Header variant="h2">What it rests on</Header>}>
      <SpaceBetween size="m">
        <KeyValuePairs columns={3} items={factsOf(look)} />
        <CheckList look={look} />
      </SpaceBetween>
    </Container>
  );
}

function factsOf(look: Results) {
  const { fraction } = look;
  const left = Object.entries(look.left).map(([key, why]) => [key, sum(why)] as const);
  const facts: Record<string, string> = {
    Units: countsOf(Object.entries(look.units)),
    "Planned units": fraction === null ? "" : `${Number((fraction * 100).toPrecision(3))} % are in`,
    After: `${look.days.toFixed(1)} days`,
    "Left out": countsOf(Object.entries(look.excluded).map(named)),
    "Left meanwhile": countsOf(left),
    "Judged by": judgedBy(look),
    "Inexact by now": look.inexact.join("; "),
  };
  const known = Object.entries(facts).filter(([, value]) => value !== "");
  return known.map(([label, value]) => ({ label, value }));
}

function judgedBy({ design, spent, plan }: Results): string {
  const name = DESIGNS[design] ?? words(design);
  if (design === "bayesian") return name;
  const alpha = `${spentText(spent)} of alpha ${String(plan["alpha"])} spent`;
  return `${name}; ${alpha}; correction: ${words(String(plan["correction"]))}`;
}

/** What the looks have spent of alpha; of early ones next to nothing. */
function spentText(spent: number): string {
  return spent > 0 && spent < SMALLEST ? "< 0.0001" : String(Number(spent.toPrecision(4)));
}

/** `control 120, treatment 118`; what is 0 is left out. */
function countsOf(counts: readonly (readonly [string, number])[]): string {
  const some = counts.filter(([, count]) => count > 0);
  return some.map(([name, count]) => `${name} ${countText(count)}`).join(", ");
}

function sum(counts: { [name: string]: number }): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** Kinds of units are words of ours; variants are not. */
function named([kind, count]: [string, number]): readonly [string, number] {
  return [words(kind), count];
}
