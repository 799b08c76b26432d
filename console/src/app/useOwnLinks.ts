import { useEffect, useRef } from "react";
import { useLocation } from "wouter";
import { BASE } from "./sections.js";

/** Follows links to pages of the console without loading it again, wherever they are: components
 * need no handler of their own. `followed` is told. */
export function useOwnLinks(followed: () => void): void {
  const [, go] = useLocation();
  const tell = useRef(followed);
  tell.current = followed;
  useEffect(() => {
    const follow = (event: MouseEvent) => {
      const path = isPlain(event) ? ownPath(event.target) : undefined;
      if (path === undefined) return;
      event.preventDefault();
      go(path);
      tell.current();
    };
    document.addEventListener("click", follow);
    return () => document.removeEventListener("click", follow);
  }, [go]);
}

/** Neither handled already nor meant for another tab. */
function isPlain(event: MouseEvent): boolean {
  const isModified = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
  return event.button === 0 && !isModified && !event.defaultPrevented;
}

function ownPath(target: EventTarget | null): string | undefined {
  const link = target instanceof Element ? target.closest("a[href]") : null;
  if (!(link instanceof HTMLAnchorElement) || link.target === "_blank") return undefined;
  if (link.getAttribute("href")?.startsWith("#")) return undefined;
  const isOurs = link.origin === location.origin && link.pathname.startsWith(`${BASE}/`);
  return isOurs ? link.pathname.slice(BASE.length) + link.search + link.hash : undefined;
}
