/** Unleash: JavaScript. */

import { attributesOf, documentOf, versionOf } from "./packages.mjs";

export async function load(folder) {
  const { Unleash } = (await import("unleash-client")).default;
  const { features } = documentOf(folder, "unleash");
  const client = new Unleash({
    url: "http://127.0.0.1:9/",
    appName: "bench",
    bootstrap: { data: features },
    refreshInterval: 0,
    disableMetrics: true,
    skipInstanceCountWarning: true,
  });
  client.on("error", () => {});
  client.on("warn", () => {});
  await new Promise((resolve) => client.once("ready", resolve));
  return {
    version: versionOf("unleash-client"),
    note:
      "metrics off, impression data off; JSON values are text, not parsed in W4; " +
      "no bulk call, so W5 is a loop",
    context: (user) => {
      const { age, ...others } = attributesOf(user);
      return { userId: user.id, properties: { ...others, age: String(age) } };
    },
    call: (kind, key) =>
      kind === "w4"
        ? (context) => client.getVariant(key, context).payload.value
        : (context) => client.isEnabled(key, context),
  };
}
