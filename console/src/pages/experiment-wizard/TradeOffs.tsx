import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import { useQueries } from "@tanstack/react-query";
import { sampleSizeQuery } from "../../api/experimentDrafts.js";
import { useSettled } from "../../parts/settling.js";
import type { Draft } from "./draft.js";
import { effectQuestionOf } from "./sampleSize.js";
import type { SizeProps } from "./SizeStep.js";

const WEEKS = [1, 2, 3, 4, 6, 8] as const;
const DAYS_PER_WEEK = 7;
const DESCRIPTION = "The smallest effect that so many weeks would find, with these units per day.";

/** Which effect is found if one waits so long: the other way to choose. */
export function TradeOffs({ draft, unitsPerDay }: SizeProps) {
  const asked = useSettled(questionsOf(draft, unitsPerDay));
  const answers = useQueries({
    queries: asked.map((each) => sampleSizeQuery(each)),
  });
  if (unitsPerDay === null || asked.length === 0) return null;
  return (
    <Container
      header={
        <Header variant="h2" description={DESCRIPTION}>
          What a longer or shorter time finds
        </Header>
      }
    >
      <dl className="trade-offs">
        {answers.map(({ data, isPending }, at) => (
          <div key={WEEKS[at]}>
            <dt>{WEEKS[at] === 1 ? "1 week" : `${WEEKS[at]} weeks`}</dt>
            <dd>
              <Box variant="strong">{isPending ? "…" : percent(data?.relative_effect)}</Box>
            </dd>
          </div>
        ))}
      </dl>
    </Container>
  );
}

function questionsOf(draft: Draft, unitsPerDay: number | null) {
  if (unitsPerDay === null || unitsPerDay < 1) return [];
  return WEEKS.flatMap((weeks) => {
    const units = Math.floor(weeks * DAYS_PER_WEEK * unitsPerDay);
    return effectQuestionOf(draft, units) ?? [];
  });
}

function percent(share: number | null | undefined): string {
  if (share == null) return "–";
  return `${(100 * Math.abs(share)).toLocaleString("en", { maximumSignificantDigits: 3 })} %`;
}
