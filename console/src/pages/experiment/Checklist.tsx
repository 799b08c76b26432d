import Box from "@cloudscape-design/components/box";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useChecklist } from "../../api/experiments.js";
import type { Checklist as Answer, ChecklistItem } from "../../api/types.js";
import { Loaded } from "../../parts/Loaded.js";
import { Marked } from "../../parts/Marked.js";
import { inLabels, PHASES } from "./checklistWords.js";
import type { TabProps } from "./tabProps.js";

/** What is done and what is still to be done before an experiment can start. */
export function Checklist({ stored }: TabProps) {
  return (
    <Loaded query={useChecklist(stored.key)}>{(answer) => <Phases checklist={answer} />}</Loaded>
  );
}

function Phases({ checklist }: { checklist: Answer }) {
  const open = checklist.open.length;
  const told = open ? `${open} still open: it cannot start yet.` : "Nothing is open: it can start.";
  return (
    <Container
      header={
        <Header variant="h2" description={told}>
          Before it starts
        </Header>
      }
    >
      <SpaceBetween size="l">
        {PHASES.map(([phase, title]) => (
          <Items
            key={phase}
            title={title}
            items={checklist.items.filter((item) => item.phase === phase)}
          />
        ))}
      </SpaceBetween>
    </Container>
  );
}

/** Items of the checklist under a title, each with what was found or what is to be done. */
export function Items({ title, items }: { title: string; items: readonly ChecklistItem[] }) {
  return (
    <SpaceBetween size="xs">
      <Box variant="h3">{title}</Box>
      {items.map(({ key, done, sentence, detail }) => (
        <div key={key}>
          <Marked type={done ? "success" : "pending"} meaning={done ? "done" : "open"}>
            {sentence}
            <Box variant="small" display="block">
              {inLabels(detail)}
            </Box>
          </Marked>
        </div>
      ))}
    </SpaceBetween>
  );
}
