/** flagd's core for in-process providers: JSONLogic, JavaScript. */

import { attributesOf, documentOf, versionOf } from "./packages.mjs";

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

export async function load(folder) {
  const { FlagdCore } = await import("@openfeature/flagd-core");
  const core = new FlagdCore(undefined, SILENT);
  core.setConfigurations(JSON.stringify(documentOf(folder, "flagd")));
  return {
    version: versionOf("@openfeature/flagd-core"),
    note: "the core that flagd's in-process provider evaluates with, called without a provider",
    context: (user) => ({ targetingKey: user.id, ...attributesOf(user) }),
    call: (kind, key) =>
      kind === "w4"
        ? (context) => core.resolveObjectEvaluation(key, {}, context, SILENT).value
        : (context) => core.resolveBooleanEvaluation(key, false, context, SILENT).value,
    bulk: (context) => core.resolveAll(context, SILENT),
    bulkValue: (answers, wanted) => answers.find(({ flagKey }) => flagKey === wanted)?.value,
  };
}
