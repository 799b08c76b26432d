// @openfeature/react-sdk over the web provider, rendered into a page that jsdom plays.
import { JSDOM } from "jsdom";

import { bearer, check, otherThan, same, silent, until } from "./checking.mjs";

export async function drive(task) {
  const { document } = openPage();
  const { OpenFeature } = await import("@openfeature/react-sdk");
  const { OFREPWebProvider } = await import("@openfeature/ofrep-web-provider");
  await OpenFeature.setContext(task.webContext);
  const options = { baseUrl: task.baseUrl, headers: bearer(task.key), changeDetection: "none" };
  OpenFeature.setProvider(new OFREPWebProvider(options, silent));
  const isShown = (each) => same(each.context ?? {}, task.webContext) && !each.codeDefault;
  const flags = task.flags.filter(isShown);
  await render(document, flags);
  await until(() => flags.every((wanted) => same(shown(document, wanted)?.value, wanted.value)));
  for (const wanted of flags) {
    const got = shown(document, wanted);
    const variant = wanted.variant ?? got?.variant;
    const holds = same(got?.value, wanted.value) && got?.variant === variant;
    check(`${wanted.key} rendered`, holds, got ?? document.body.innerHTML.slice(0, 200));
  }
  check("at least one flag was rendered", flags.length > 0);
  await OpenFeature.close();
}

/** What React and the provider look for in a browser. */
function openPage() {
  const { window } = new JSDOM('<!doctype html><div id="page"></div>', {
    url: "http://localhost/",
  });
  Object.assign(globalThis, { window, document: window.document });
  globalThis.navigator ??= window.navigator;
  globalThis.localStorage = window.localStorage;
  return window;
}

/** One element for each flag, its text what `useFlag` says. */
async function render(document, flags) {
  const { createElement, Suspense } = await import("react");
  const { createRoot } = await import("react-dom/client");
  const { OpenFeatureProvider, useFlag } = await import("@openfeature/react-sdk");
  const Shown = ({ wanted }) => {
    const { value, variant } = useFlag(wanted.key, otherThan(wanted), { suspend: true });
    return createElement("i", { id: wanted.key }, JSON.stringify({ value, variant }));
  };
  const shownFlags = flags.map((wanted) => createElement(Shown, { wanted, key: wanted.key }));
  const waiting = createElement("b", null, "waiting");
  const page = createElement(Suspense, { fallback: waiting }, shownFlags);
  createRoot(document.getElementById("page")).render(
    createElement(OpenFeatureProvider, null, page),
  );
}

function shown(document, wanted) {
  const element = document.getElementById(wanted.key);
  return element ? JSON.parse(element.textContent) : undefined;
}
