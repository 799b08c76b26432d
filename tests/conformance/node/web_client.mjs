// @openfeature/ofrep-web-provider in @openfeature/web-sdk, with a local storage of this process.
import { execSync } from "node:child_process";

import { OFREPWebProvider } from "@openfeature/ofrep-web-provider";
import { OpenFeature, ProviderEvents } from "@openfeature/web-sdk";

import {
  bearer,
  check,
  defaultFor,
  getterOf,
  judge,
  judgeFailure,
  otherThan,
  same,
  silent,
  until,
} from "./checking.mjs";

const POLL_MILLISECONDS = 200;

export async function drive(task) {
  globalThis.localStorage = storage();
  OpenFeature.setLogger(silent);
  const browser = { task, traffic: recorded() };
  const client = await started("page", browser);
  check("provider is READY", client.providerStatus === "READY", client.providerStatus);
  await checkAnswers(client, browser);
  await checkFailures(client, browser);
  await checkConditions(browser);
  await checkChange(browser);
  await checkRestart(browser);
  await checkAnonymous(browser);
  await checkBadKey(browser);
  await OpenFeature.close();
}

function storage() {
  const kept = new Map();
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => void kept.set(name, String(text)),
    removeItem: (name) => void kept.delete(name),
  };
}

/** fetch, and what went through it: the condition that was sent, the status that came. */
function recorded() {
  const log = [];
  const fetchImplementation = async (request, options) => {
    const response = await fetch(request, options);
    log.push({ condition: request.headers.get("if-none-match"), status: response.status });
    return response;
  };
  return { log, last: () => log.at(-1), fetchImplementation };
}

async function started(domain, { task, traffic }, options = {}, context = task.webContext) {
  const provider = new OFREPWebProvider(
    {
      baseUrl: task.baseUrl,
      headers: bearer(task.key),
      cacheMode: "disabled",
      changeDetection: "none",
      fetchImplementation: traffic.fetchImplementation,
      ...options,
    },
    silent,
  );
  await OpenFeature.setProviderAndWait(domain, provider, context);
  return OpenFeature.getClient(domain);
}

async function checkAnswers(client, { task }) {
  const contexts = new Map(task.flags.map((each) => [JSON.stringify(each.context ?? {}), []]));
  for (const wanted of task.flags) contexts.get(JSON.stringify(wanted.context ?? {})).push(wanted);
  for (const [context, flags] of contexts) {
    await OpenFeature.setContext("page", JSON.parse(context));
    for (const wanted of flags) {
      judge(wanted, client[getterOf(wanted)](wanted.key, defaultFor(wanted)));
    }
  }
}

async function checkFailures(client, { task }) {
  const unknown = client.getStringDetails(task.missing, "mine");
  judgeFailure("unknown flag -> FLAG_NOT_FOUND + default", unknown, "mine", "FLAG_NOT_FOUND");
  for (const refused of task.errors) {
    await OpenFeature.setContext("page", refused.context ?? {});
    const mine = { served: "default" };
    const got = client.getObjectDetails(refused.key, mine);
    judgeFailure(`${refused.key} -> ${refused.errorCode} (bulk)`, got, mine, refused.errorCode);
  }
}

async function checkConditions({ task, traffic }) {
  await OpenFeature.setContext("page", task.webContext);
  await OpenFeature.setContext("page", { ...task.webContext });
  const { condition, status } = traffic.last();
  check("unchanged context -> If-None-Match and 304", condition && status === 304, traffic.last());
  if (!task.differ) return;
  await OpenFeature.setContext("page", task.differ.a);
  const before = OpenFeature.getProvider("page").flagCache;
  await OpenFeature.setContext("page", task.differ.b);
  const after = OpenFeature.getProvider("page").flagCache;
  const fresh = traffic.last().status === 200 && !same(before, after);
  check("changed attributes of the same unit give fresh answers", fresh, traffic.last());
}

async function checkChange(browser) {
  const { task, traffic } = browser;
  if (!task.changeCommand) return;
  const begun = traffic.log.length;
  const polling = { changeDetection: "polling", pollInterval: POLL_MILLISECONDS };
  const client = await started("polling", browser, polling);
  const changed = [];
  client.addHandler(ProviderEvents.ConfigurationChanged, (details) => {
    changed.push(...(details?.flagsChanged ?? []));
  });
  await until(() => traffic.log.length >= begun + 3);
  const quiet = changed.length === 0 && traffic.last().status === 304;
  check("polling without a change is quiet and 304", quiet, { changed, last: traffic.last() });
  execSync(task.changeCommand);
  await until(() => changed.length > 0);
  check("a change raises ConfigurationChanged with the flag", changed.length > 0, changed);
  execSync(task.changeCommand);
  await OpenFeature.clearProviders();
}

/** The second start serves what the first one kept, and asks whether it still holds. */
async function checkRestart(browser) {
  const { task, traffic } = browser;
  const keeping = { cacheMode: "local-cache-first" };
  await started("kept", browser, keeping);
  const client = await started("kept", browser, keeping);
  const isAsked = (each) => same(each.context ?? {}, task.webContext) && !each.codeDefault;
  const wanted = task.flags.find(isAsked);
  if (wanted) {
    const got = client[getterOf(wanted)](wanted.key, otherThan(wanted));
    const kept = got.reason === "CACHED" && same(got.value, wanted.value);
    check("a restart serves what was kept, with reason CACHED", kept, got);
  }
  const confirmed = () => traffic.last().condition && traffic.last().status === 304;
  check("a restart asks with the kept ETag -> 304", await until(confirmed), traffic.last());
}

async function checkAnonymous(browser) {
  const name = "anonymous start (context {}) is READY";
  try {
    await started("anonymous", browser, {}, {});
    check(name, true);
  } catch (fault) {
    check(name, false, String(fault), "WARN");
  }
}

async function checkBadKey(browser) {
  if (!browser.task.key) return;
  const name = "bad key -> fatal";
  try {
    await started("wrong", browser, { headers: bearer(browser.task.badKey) });
    check(name, false, "became ready");
  } catch (fault) {
    const status = OpenFeature.getClient("wrong").providerStatus;
    check(name, status === "FATAL", `${status} ${fault}`);
  }
}
