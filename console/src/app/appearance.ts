/** Light or dark: what the system wants, until somebody says otherwise. */

import { applyMode, Mode } from "@cloudscape-design/global-styles";
import { useSyncExternalStore } from "react";

export type Appearance = "system" | "light" | "dark";

const PLACE = "burgee.appearance";
const prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

/** Show the page as was chosen, now and whenever the system changes. */
export function applyAppearance(): void {
  apply();
  prefersDark.addEventListener("change", apply);
}

/** What was chosen, and how to choose. */
export function useAppearance(): [Appearance, (appearance: Appearance) => void] {
  return [useSyncExternalStore(listen, chosen), choose];
}

function chosen(): Appearance {
  const kept = localStorage.getItem(PLACE);
  return kept === "light" || kept === "dark" ? kept : "system";
}

function choose(appearance: Appearance): void {
  localStorage.setItem(PLACE, appearance);
  apply();
  for (const listener of listeners) listener();
}

function apply(): void {
  const isDark = chosen() === "system" ? prefersDark.matches : chosen() === "dark";
  applyMode(isDark ? Mode.Dark : Mode.Light);
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
