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

const ABOUT = "The first rule whose conditions hold answers. Later ones are not asked then.";

/** Where the keyboard goes after what was done to the list. */
interface Touched {
  id: string;
  by: "adding" | "up" | "down";
}

/** The rules of one environment, in their order. */
export function RulesEditor({ settings, variants, change }: SettingsEditorProps) {
  const rules = settings.rules ?? [];
  const [touched, setTouched] = useState<Touched | null>(null);
  const [said, say] = useState("");
  const adding = useRef<ButtonProps.Ref>(null);
  const add = (rule: Rule, at: number) => {
    change({ rules: [...rules.slice(0, at), rule, ...rules.slice(at)] });
    setTouched({ id: rule.id ?? "", by: "adding" });
  };
  const move = (rule: Rule, from: number, by: "up" | "down") => {
    const to = by === "up" ? from - 1 : from + 1;
    change({ rules: moved(rules, from, to) });
    setTouched({ id: rule.id ?? "", by });
    say(`${ruleTitle(rule, to)}: moved ${by}, ${to + 1} of ${rules.length}`);
  };
  const remove = (at: number) => {
    change({ rules: rules.filter((_, place) => place !== at) });
    setTouched(null);
    adding.current?.focus();
  };
  const header = (
    <Header variant="h2" counter={`(${rules.length})`} description={ABOUT}>
      Rules
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="l">
        <ProblemsHere field="rules" />
        {rules.length === 0 && (
          <Box color="text-body-secondary">
            There is no rule: everybody gets what stands below. A rule gives a variant, or a split
            of several, to those for whom its conditions hold.
          </Box>
        )}
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
              move={(by) => move(rule, at, by)}
              copy={() => add(copied(rule, rules), at + 1)}
              remove={() => remove(at)}
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
