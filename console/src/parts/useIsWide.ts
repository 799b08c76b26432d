import { useSyncExternalStore } from "react";

/** From here on a table with half a dozen columns fits beside the navigation. */
const wide = window.matchMedia("(min-width: 1100px)");

/** Whether there is room for a table; renders again when that changes. */
export function useIsWide(): boolean {
  return useSyncExternalStore(listen, () => wide.matches);
}

function listen(listener: () => void): () => void {
  wide.addEventListener("change", listener);
  return () => wide.removeEventListener("change", listener);
}
