/** GrowthBook: one client for many users, JavaScript. */

import { documentOf, versionOf } from "./packages.mjs";

export async function load(folder) {
  const { GrowthBookClient } = await import("@growthbook/growthbook");
  const features = documentOf(folder, "growthbook");
  const client = new GrowthBookClient().initSync({ payload: { features } });
  return {
    version: versionOf("@growthbook/growthbook"),
    note: "GrowthBookClient, no tracking callback; no bulk call, so W5 is a loop",
    context: (user) => ({ attributes: user }),
    call: (kind, key) => {
      const defaultValue = kind === "w4" ? null : false;
      return (context) => client.getFeatureValue(key, defaultValue, context);
    },
  };
}
