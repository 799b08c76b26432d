// @openfeature/ofrep-provider in @openfeature/server-sdk.
import { OFREPProvider } from "@openfeature/ofrep-provider";
import { OpenFeature } from "@openfeature/server-sdk";

import { bearer, check, defaultFor, getterOf, judge, judgeFailure, silent } from "./checking.mjs";

const SERVED = { served: "default" };

export async function drive(task) {
  const client = await clientWith("right", task, bearer(task.key));
  for (const wanted of task.flags) {
    const context = wanted.context ?? {};
    // This provider takes no answer without a value for one: it serves the default and an error.
    judge(wanted, await client[getterOf(wanted)](wanted.key, defaultFor(wanted), context), "WARN");
    if (!wanted.codeDefault) await checkWrongType(client, wanted, context);
  }
  const unknown = await client.getStringDetails(task.missing, "mine", { targetingKey: "u" });
  judgeFailure("unknown flag -> FLAG_NOT_FOUND + default", unknown, "mine", "FLAG_NOT_FOUND");
  for (const refused of task.errors) {
    const got = await client.getObjectDetails(refused.key, SERVED, refused.context ?? {});
    judgeFailure(`${refused.key} -> ${refused.errorCode}`, got, SERVED, refused.errorCode);
  }
  await checkBadKey(task);
  await OpenFeature.close();
}

async function clientWith(domain, task, headers) {
  const provider = new OFREPProvider({ baseUrl: task.baseUrl, headers });
  await OpenFeature.setProviderAndWait(domain, provider);
  const client = OpenFeature.getClient(domain);
  client.setLogger(silent);
  return client;
}

async function checkWrongType(client, wanted, context) {
  const asked = { boolean: ["getStringDetails", "mine"], string: ["getBooleanDetails", true] };
  const [getter, mine] = asked[wanted.type] ?? [];
  if (!getter) return;
  const got = await client[getter](wanted.key, mine, context);
  judgeFailure(`${wanted.key} by ${getter} -> TYPE_MISMATCH`, got, mine, "TYPE_MISMATCH");
}

async function checkBadKey(task) {
  if (!task.key) return;
  const client = await clientWith("wrong", task, bearer(task.badKey));
  const got = await client.getStringDetails(task.flags[0].key, "mine", { targetingKey: "u" });
  judgeFailure("bad key -> default + GENERAL", got, "mine", "GENERAL");
}
