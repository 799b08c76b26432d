/** Calls `hidden` when the page is left or covered, `shown` when it is looked at again, until
 * `signal` ends that. Outside of a browser nothing is called. */
export function watchPage(hidden: () => void, shown: () => void, signal: AbortSignal): void {
  if (typeof document === "undefined") return;
  const changed = () => (document.visibilityState === "hidden" ? hidden() : shown());
  document.addEventListener("visibilitychange", changed, { signal });
  addEventListener("pagehide", hidden, { signal });
}
