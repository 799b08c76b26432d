import Button from "@cloudscape-design/components/button";
import Form from "@cloudscape-design/components/form";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";

interface FormDialogProps {
  title: string;
  action: string;
  /** Whether all that is needed is written. */
  isReady: boolean;
  /** Whether it was done: then the dialog closes, else it is there again as it was left. */
  submit: () => Promise<boolean>;
  close: () => void;
  children: ReactNode;
}

/** A form in a dialog. While somebody is asked about what it changes it stands back. */
export function FormDialog({ title, action, isReady, submit, close, children }: FormDialogProps) {
  const [isAsking, setIsAsking] = useState(false);
  const send = async () => {
    if (!isReady || isAsking) return;
    setIsAsking(true);
    const isDone = await submit();
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
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
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
          <SpaceBetween size="m">{children}</SpaceBetween>
        </Form>
      </form>
    </Modal>
  );
}
