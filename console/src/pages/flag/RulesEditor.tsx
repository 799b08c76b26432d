import Box from "@cloudscape-design/components/box";
import Button, { type ButtonProps } from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import LiveRegion from "@cloudscape-design/components/live-region";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useRef, useState } from "react";
import type { Rule } from "../../api/types.js";
import { Inside, ProblemsHere } from "../../parts/fields/FieldProblems.js";
import type { SettingsEditorProps } from "./AnswersEditor.js";
import { copied, moved, newRule } from "./editing.js";
import { RuleEditor } from "./RuleEditor.js";
import { ruleTitle } from "./telling.js";

const NONE =
  "There is no rule: everybody gets what stands below. A rule gives a variant, or a split of " +
  "several, to those for whom its conditions hold.";
const ABOUT = "The first rule whose conditions hold answers. Later ones are not asked then.";

/** Where the keyboard goes after what was done to the list. */
interface Touched {
  id: string;
  by: "adding" | "up" | "down";
}

/** The rules of one environment, in their order. */
export function RulesEditor({ settings, variants, change }: SettingsEditorProps) {
  const rules = settings.rules ?? [];
  const adding = useRef<ButtonProps.Ref>(null);
  const { touched, said, add, move, remove } = useRules(rules, (now) => change({ rules: now }));
  const header = (
    <Header variant="h2" counter={`(${rules.length})`} description={ABOUT}>
      Rules
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="l">
        <ProblemsHere field="rules" />
        {rules.length === 0 && <Box color="text-body-secondary">{NONE}</Box>}
        {rules.map((rule, at) => (
          <Inside key={rule.id} field={`rules.${at}`}>
            <RuleEditor
              rule={rule}
              at={at}
              count={rules.length}
              variants={variants}
              touched={touched?.id === rule.id ? (touched?.by ?? null) : null}
              change={(changed) =>
                change({ rules: rules.map((one, to) => (to === at ? changed : one)) })
              }
              move={(by) => move(at, by)}
              copy={() => add(copied(rule, rules), at + 1)}
              remove={() => {
                remove(at);
                adding.current?.focus();
              }}
            />
          </Inside>
        ))}
        <Button
          ref={adding}
          iconName="add-plus"
          onClick={() => add(newRule(rules, variants[0] ?? ""), rules.length)}
        >
          Add rule
        </Button>
        <LiveRegion hidden>{said}</LiveRegion>
      </SpaceBetween>
    </Container>
  );
}

/** What can be done to the list, what was done last, and what is said of it. */
function useRules(rules: readonly Rule[], set: (rules: Rule[]) => void) {
  const [touched, setTouched] = useState<Touched | null>(null);
  const [said, say] = useState("");
  const add = (rule: Rule, at: number) => {
    set([...rules.slice(0, at), rule, ...rules.slice(at)]);
    setTouched({ id: rule.id ?? "", by: "adding" });
  };
  const move = (from: number, by: "up" | "down") => {
    const to = by === "up" ? from - 1 : from + 1;
    const rule = rules[from];
    if (rule === undefined) return;
    set(moved(rules, from, to));
    setTouched({ id: rule.id ?? "", by });
    say(`${ruleTitle(rule, to)}: moved ${by}, ${to + 1} of ${rules.length}`);
  };
  const remove = (at: number) => {
    set(rules.filter((_, place) => place !== at));
    setTouched(null);
  };
  return { touched, said, add, move, remove };
}
