import { useEffect, useState } from "react";

/** Brings the keyboard back to where it was when a dialog was opened, once the dialog is gone. */
export function useReturn(): void {
  const [opener] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (opener instanceof HTMLElement) requestAnimationFrame(() => opener.focus());
    },
    [opener],
  );
}
