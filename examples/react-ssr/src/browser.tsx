import { burgeeProvider } from "@burgee/react";
import { hydrateRoot } from "react-dom/client";
import { Page, type PageProps } from "./page.js";

declare global {
  interface Window {
    /** What the server rendered with. */
    rendered: PageProps;
  }
}

const root = document.getElementById("root");
const { rendered } = window;

/** The experiment's guardrail counts these. */
function onUncaughtError(fault: unknown): void {
  console.error(fault);
  burgeeProvider()?.track("page_error", rendered.context, { event_type: "error" });
}

if (root) hydrateRoot(root, <Page {...rendered} />, { onUncaughtError });
