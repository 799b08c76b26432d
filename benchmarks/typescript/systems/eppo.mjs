/** Eppo: JavaScript, md5 shards. */

import { attributesOf, documentOf, versionOf } from "./packages.mjs";

export async function load(folder) {
  const { EppoClient, MemoryOnlyConfigurationStore } = (
    await import("@eppo/js-client-sdk-common")
  ).default;
  const store = new MemoryOnlyConfigurationStore();
  await store.setEntries(documentOf(folder, "eppo").flags);
  const client = new EppoClient({ flagConfigurationStore: store });
  return {
    version: versionOf("@eppo/js-client-sdk-common"),
    note:
      "the client of its Node.js SDK over a store in memory, doLog: false; parses JSON in W4; " +
      "no bulk call, so W5 is a loop",
    context: (user) => ({ id: user.id, attributes: attributesOf(user) }),
    call: (kind, key) =>
      kind === "w4"
        ? ({ id, attributes }) => client.getJSONAssignment(key, id, attributes, {})
        : ({ id, attributes }) => client.getBooleanAssignment(key, id, attributes, false),
  };
}
