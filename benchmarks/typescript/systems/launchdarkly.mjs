/** LaunchDarkly: JavaScript, every call a promise. */

import { attributesOf, documentOf, versionOf } from "./packages.mjs";

export async function load(folder) {
  const { init } = (await import("@launchdarkly/node-server-sdk")).default;
  const { TestData } = (await import("@launchdarkly/node-server-sdk/integrations")).default;
  const source = new TestData();
  const { flags } = documentOf(folder, "launchdarkly");
  for (const flag of Object.values(flags)) await source.usePreconfiguredFlag(flag);
  const client = init("sdk-x", {
    updateProcessor: source.getFactory(),
    sendEvents: false,
    diagnosticOptOut: true,
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  });
  await client.waitForInitialization({ timeout: 10 });
  return {
    version: versionOf("@launchdarkly/node-server-sdk"),
    note:
      "TestData with the flags in the form of the service, sendEvents: false; " +
      "answers are promises, each awaited",
    isAsync: true,
    context: (user) => ({ kind: "user", key: user.id, ...attributesOf(user) }),
    call: (kind, key) => {
      const defaultValue = kind === "w4" ? null : false;
      return (context) => client.variation(key, context, defaultValue);
    },
    bulk: async (context) => (await client.allFlagsState(context)).allValues(),
  };
}
