import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import { useEffect, useState } from "react";
import { useEnvironmentChoice } from "../../app/EnvironmentChoice.js";
import { sentenceOf } from "../../parts/fields/problems.js";
import type { FieldProblem } from "../../api/types.js";
import type { FlagDraft } from "./draft.js";
import { tabOf } from "./tabs.js";
import "./flag.css";

interface SaveBarProps {
  draft: FlagDraft;
  turn: (tab: string) => void;
}

const MOST_PROBLEMS = 5;
/** The first field in view that says what is wrong with it. */
const INVALID = "#content [aria-invalid=true]";

/** What is left to be done with a draft: save it, or not. It stays at the bottom of the window. */
export function SaveBar({ draft, turn }: SaveBarProps) {
  const { problems, isChanged, discard, save } = draft;
  return (
    <div className="save-bar" role="region" aria-label="Unsaved changes">
      <Container>
        {problems.length > 0 && <Problems problems={problems} turn={turn} />}
        <div className="save-bar-buttons">
          <span role="status">
            <Box>{isChanged ? "Not saved yet" : "Nothing is changed yet"}</Box>
          </span>
          <Button onClick={discard}>{isChanged ? "Discard" : "Stop editing"}</Button>
          <Button variant="primary" disabled={!isChanged} onClick={() => void save()}>
            Review and save
          </Button>
        </div>
      </Container>
    </div>
  );
}

interface ProblemsProps {
  problems: readonly FieldProblem[];
  turn: (tab: string) => void;
}

/** Each leads to the tab and the environment where it is, and the keyboard to the first of them. */
function Problems({ problems, turn }: ProblemsProps) {
  const { choose } = useEnvironmentChoice();
  const [led, setLed] = useState(0);
  useEffect(() => {
    if (led > 0) document.querySelector<HTMLElement>(INVALID)?.focus();
  }, [led]);
  const goTo = ({ field }: FieldProblem) => {
    const [part, environment] = field.split(".");
    if (part === "environments" && environment) choose(environment);
    turn(tabOf(field));
    setLed((times) => times + 1);
  };
  const shown = problems.slice(0, MOST_PROBLEMS);
  const more = problems.length - shown.length;
  return (
    <Alert type="error" header="This cannot be saved yet">
      <ul className="problems">
        {shown.map((problem) => (
          <li key={problem.field + problem.detail}>
            <Button variant="inline-link" onClick={() => goTo(problem)}>
              {placeOf(problem.field)}
            </Button>
            : {sentenceOf(problem.detail, problem.field)}
          </li>
        ))}
        {more > 0 && <li>And {more} more.</li>}
      </ul>
    </Alert>
  );
}

/** `production, rule 2` of `environments.production.rules.1.split`. */
function placeOf(field: string): string {
  const [part = "", name = "", thing = "", at = ""] = field.split(".");
  if (part === "") return "The flag";
  if (part !== "environments") return [part.replace("_", " "), name].filter(Boolean).join(" ");
  const where = thing === "rules" && at ? `rule ${Number(at) + 1}` : thing.replace("_", " ");
  return [name, where].filter(Boolean).join(", ");
}
