/** Calls `hidden` when the page is left or covered, `shown` when it is looked at again; the
 * answer ends that. Outside of a browser nothing is called. */
export function watchPage(hidden: () => void, shown: () => void): () => void {
  if (typeof document === "undefined") return () => {};
  const changed = () => (document.visibilityState === "hidden" ? hidden() : shown());
  document.addEventListener("visibilitychange", changed);
  addEventListener("pagehide", hidden);
  return () => {
    document.removeEventListener("visibilitychange", changed);
    removeEventListener("pagehide", hidden);
  };
}
