import type { ReactNode } from "react";

interface PageFormProps {
  /** What its button does, and the Enter key. */
  submit: () => unknown;
  /** Somebody writes into it. */
  onInput?: () => void;
  children: ReactNode;
}

/** A form that the page itself takes, without being loaded again. */
export function PageForm({ submit, onInput, children }: PageFormProps) {
  return (
    <form
      onInput={onInput}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      {children}
    </form>
  );
}
