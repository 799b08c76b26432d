import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import CopyToClipboard from "@cloudscape-design/components/copy-to-clipboard";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";

interface ShownOnceProps {
  title: string;
  secret: string;
  /** What to do with it. */
  children: string;
  close: () => void;
}

/** A secret that was just made, to be taken along: it is never shown again. */
export function ShownOnce({ title, secret, children, close }: ShownOnceProps) {
  const footer = (
    <Box float="right">
      <Button variant="primary" onClick={close}>
        I have copied it
      </Button>
    </Box>
  );
  return (
    <Modal
      visible
      header={title}
      closeAriaLabel="Close"
      // Whoever clicks beside it by mistake would lose the secret.
      onDismiss={({ detail }) => detail.reason !== "overlay" && close()}
      footer={footer}
    >
      <SpaceBetween size="m">
        <Alert type="warning" header="It is shown this once">
          Burgee never shows it again. Copy it now to where it is needed; if it is lost, make
          another.
        </Alert>
        <CopyToClipboard
          variant="inline"
          textToCopy={secret}
          textToDisplay={secret}
          copyButtonAriaLabel="Copy it"
          copySuccessText="Copied"
          copyErrorText="It could not be copied: mark it and copy it by hand."
        />
        <Box color="text-body-secondary">{children}</Box>
      </SpaceBetween>
    </Modal>
  );
}
