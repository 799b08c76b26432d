import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useEffect, useRef, useState } from "react";

/** What of the browser's own navigation is needed here. */
interface NavigateEvent extends Event {
  navigationType: "push" | "replace" | "reload" | "traverse";
  destination: { url: string; key: string };
}

interface Navigation extends EventTarget {
  traverseTo(key: string): unknown;
}

const LOST = "What you changed on this page is not saved. It is lost if you leave.";

/** Asks before a page with unsaved changes is left: by a link, by going back, or by closing it. */
export function Unsaved({ when }: { when: boolean }) {
  const [leave, setLeave] = useState<(() => void) | null>(null);
  const isLeaving = useRef(false);
  useEffect(() => {
    if (!when) return;
    const navigation = (window as { navigation?: Navigation }).navigation;
    const onNavigate = (event: Event) => {
      const go = goOf(event as NavigateEvent, navigation);
      if (isLeaving.current || !go || !event.cancelable) return;
      event.preventDefault();
      setLeave(() => go);
    };
    const onUnload = (event: BeforeUnloadEvent) => {
      if (!isLeaving.current) event.preventDefault();
    };
    navigation?.addEventListener("navigate", onNavigate);
    window.addEventListener("beforeunload", onUnload);
    return () => {
      navigation?.removeEventListener("navigate", onNavigate);
      window.removeEventListener("beforeunload", onUnload);
    };
  }, [when]);
  if (!leave) return null;
  const onLeave = () => {
    isLeaving.current = true;
    leave();
  };
  return <Question stay={() => setLeave(null)} leave={onLeave} />;
}

/** How to go where a navigation was to lead; undefined if it stays on this page. */
function goOf(event: NavigateEvent, navigation?: Navigation): (() => void) | undefined {
  const { url, key } = event.destination;
  const isHere = new URL(url).pathname === location.pathname;
  if (isHere || event.navigationType === "reload") return undefined;
  if (event.navigationType === "traverse") return () => void navigation?.traverseTo(key);
  return () => history.pushState(null, "", url);
}

function Question({ stay, leave }: { stay: () => void; leave: () => void }) {
  const buttons = (
    <SpaceBetween direction="horizontal" size="xs">
      <Button variant="link" onClick={leave}>
        Leave without saving
      </Button>
      <Button variant="primary" onClick={stay}>
        Stay
      </Button>
    </SpaceBetween>
  );
  return (
    <Modal
      visible
      header="Leave without saving?"
      closeAriaLabel="Close"
      onDismiss={stay}
      footer={<Box float="right">{buttons}</Box>}
    >
      {LOST}
    </Modal>
  );
}
