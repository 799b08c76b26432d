import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import type { ReactNode } from "react";
import type { Run } from "../../api/types.js";
import { whoSigned } from "../../parts/actors.js";
import { Breakable } from "../../parts/Breakable.js";
import { Marked } from "../../parts/Marked.js";
import { When } from "../../parts/When.js";
import { choiceInWords, ROLES } from "./deciding.js";
import { capital } from "./standing.js";

interface SignOffsProps {
  run: Run;
  /** Buttons to agree with. */
  actions?: ReactNode;
  /** Whether a decision that is to be made needs them here. */
  isNeeded?: boolean;
}

const NEEDED =
  "In production somebody for product and somebody else for engineering have to say the same.";

const NOT_NEEDED = "Not needed here; whoever agrees is recorded.";

/** Who agreed to which decision, for product and for engineering. */
export function SignOffs({ run, actions, isNeeded }: SignOffsProps) {
  const about = isNeeded === undefined ? "Who agreed." : isNeeded ? NEEDED : NOT_NEEDED;
  return (
    <Container
      header={
        <Header variant="h2" description={about} actions={actions}>
          Sign-offs
        </Header>
      }
    >
      <ul className="plain">
        {ROLES.map((role) => (
          <li key={role}>
            <Mark run={run} role={role} />
          </li>
        ))}
      </ul>
    </Container>
  );
}

function Mark({ run, role }: { run: Run; role: (typeof ROLES)[number] }) {
  const marks = (run.sign_offs ?? []).filter((mark) => mark.role === role);
  if (marks.length === 0) {
    return (
      <Marked type="pending" meaning="open">
        {capital(role)}: nobody so far
      </Marked>
    );
  }
  return marks.map((mark) => (
    <Marked key={mark.by} type="success" meaning="agreed">
      {capital(role)}: <Breakable text={whoSigned(mark)} /> agreed <When at={mark.at} /> that{" "}
      {choiceInWords(mark.promoted)}
    </Marked>
  ));
}
