import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Modal from "@cloudscape-design/components/modal";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useEffect, useState } from "react";
import { useLocation } from "wouter";
import { BASE } from "../../app/sections.js";
import type { DraftInWork } from "./useDraft.js";

/** How one leaves a design. */
interface Leaving {
  /** Go elsewhere; asks first while something is not saved. */
  leave: (path: string) => void;
  /** What asks; nothing while nobody wants to leave. */
  question: ReactNode;
}

/** Keeps anybody from leaving by mistake while something is not saved: by a link, by a button, or
 * by closing the tab, where the browser asks. */
export function useLeaving({ isDirty, save, discard }: DraftInWork): Leaving {
  const [, go] = useLocation();
  const [wanted, want] = useState<string | null>(null);
  useStopping(isDirty, want);
  const leave = (path: string) => (isDirty ? want(path) : go(path));
  const stay = () => want(null);
  const goOn = (path: string) => {
    stay();
    go(path);
  };
  const question = wanted !== null && (
    <Question
      stay={stay}
      leave={() => {
        discard();
        goOn(wanted);
      }}
      save={async () => ((await save()) === null ? stay() : goOn(wanted))}
    />
  );
  return { leave, question };
}

const TITLE = "Leave the design?";

interface QuestionProps {
  stay: () => void;
  leave: () => void;
  save: () => Promise<void>;
}

function Question({ stay, leave, save }: QuestionProps) {
  const footer = (
    <Box float="right">
      <SpaceBetween direction="horizontal" size="xs">
        <Button variant="link" onClick={stay}>
          Stay
        </Button>
        <Button onClick={leave}>Leave without saving</Button>
        <Button variant="primary" onClick={() => void save()}>
          Save and leave
        </Button>
      </SpaceBetween>
    </Box>
  );
  return (
    <Modal visible header={TITLE} footer={footer} onDismiss={stay} closeAriaLabel="Stay">
      What you wrote since you saved last would be lost.
    </Modal>
  );
}

function useStopping(isOn: boolean, stopped: (path: string) => void): void {
  useEffect(() => {
    if (!isOn) return undefined;
    const onClick = (event: MouseEvent) => {
      const path = pathOf(event);
      if (path === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      stopped(path);
    };
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    // Before anybody else hears of it: links are followed by a listener of the document.
    document.addEventListener("click", onClick, true);
    window.addEventListener("beforeunload", onUnload);
    return () => {
      document.removeEventListener("click", onClick, true);
      window.removeEventListener("beforeunload", onUnload);
    };
  }, [isOn, stopped]);
}

/** Where a click leads, if it leaves this page in this tab. */
function pathOf(event: MouseEvent): string | undefined {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return undefined;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === "_blank") return undefined;
  const isOurs = link.origin === location.origin && link.pathname.startsWith(`${BASE}/`);
  if (!isOurs || link.pathname === location.pathname) return undefined;
  return link.pathname.slice(BASE.length) + link.search;
}
