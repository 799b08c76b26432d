import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import type { FieldProblem } from "../../api/types.js";
import { useMake } from "../../parts/Changes.js";
import { type Change, telling } from "../../parts/changes.js";
import { PageForm } from "../../parts/PageForm.js";
import { FieldProblems, ProblemsHere } from "../../parts/fields/FieldProblems.js";
import { useReturn } from "../../parts/useReturn.js";

interface FormDialogProps {
  title: string;
  action: string;
  /** Whether all that is needed is written. */
  isReady: boolean;
  /** What is written. Once it is made the dialog closes, else it is there again as it was left,
   * with what was refused at its field. */
  change: () => Change;
  close: () => void;
  children: ReactNode;
}

/** A form in a dialog. While somebody is asked about what it changes it stands back. */
export function FormDialog({ title, action, isReady, change, close, children }: FormDialogProps) {
  const [isAsking, setIsAsking] = useState(false);
  const [problems, setProblems] = useState<readonly FieldProblem[]>([]);
  const make = useMake();
  useReturn();
  const send = async () => {
    if (!isReady || isAsking) return;
    setIsAsking(true);
    const isDone = await make(telling(change(), setProblems));
    setIsAsking(false);
    if (isDone) close();
  };
  return (
    <Modal
      visible={!isAsking}
      header={title}
      closeAriaLabel="Close"
      // Whoever clicks beside it by mistake would lose what is written.
      onDismiss={({ detail }) => detail.reason !== "overlay" && close()}
    >
      <PageForm submit={send} onInput={() => setProblems([])}>
        <Form
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <Button formAction="none" variant="link" onClick={close}>
                Cancel
              </Button>
              <Button variant="primary" disabled={!isReady}>
                {action}
              </Button>
            </SpaceBetween>
          }
        >
          <FieldProblems of={problems}>
            <SpaceBetween size="m">
              <ProblemsHere />
              {children}
            </SpaceBetween>
          </FieldProblems>
        </Form>
      </PageForm>
    </Modal>
  );
}
