import Flashbar, { type FlashbarProps } from "@cloudscape-design/components/flashbar";
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";

/** Says something above the page: what is done, or what went wrong and what to do. */
export type Tell = (type: "success" | "error" | "info", header: string, content?: string) => void;

type Messages = readonly FlashbarProps.MessageDefinition[];

const MOST_MESSAGES = 3;
const TellContext = createContext<Tell>(() => undefined);
const MessagesContext = createContext<Messages>([]);

export function useTell(): Tell {
  return useContext(TellContext);
}

/** Keeps what is said by anything below it. The newest stays above, and no more than three. */
export function MessageKeeper({ children }: { children: ReactNode }) {
  const [messages, setMessages] = useState<Messages>([]);
  const told = useRef(0);
  const tell = useCallback<Tell>((type, header, content) => {
    told.current += 1;
    const id = `message-${told.current}`;
    const dismiss = () => setMessages((all) => all.filter((message) => message.id !== id));
    const message: FlashbarProps.MessageDefinition = {
      id,
      type,
      header,
      content,
      dismissible: true,
      dismissLabel: "Dismiss",
      ariaRole: type === "error" ? "alert" : "status",
      onDismiss: dismiss,
    };
    setMessages((all) => [message, ...all].slice(0, MOST_MESSAGES));
  }, []);
  return (
    <TellContext value={tell}>
      <MessagesContext value={messages}>{children}</MessagesContext>
    </TellContext>
  );
}

/** Where what is said is shown. */
export function Messages() {
  return <Flashbar items={useContext(MessagesContext)} />;
}
