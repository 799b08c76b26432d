// What every client is asked, and how its details are judged.
import { isDeepStrictEqual } from "node:util";

const GETTERS = {
  boolean: "getBooleanDetails",
  string: "getStringDetails",
  integer: "getNumberDetails",
  float: "getNumberDetails",
  object: "getObjectDetails",
  array: "getObjectDetails",
};

export const same = isDeepStrictEqual;
export const silent = { error() {}, warn() {}, info() {}, debug() {} };
export const bearer = (key) => [["Authorization", `Bearer ${key}`]];
export const getterOf = (wanted) => GETTERS[wanted.type];

/** Whether it holds, as a line for whoever started this. */
export function check(name, holds, detail = "", level = "FAIL") {
  const said = typeof detail === "string" ? detail : JSON.stringify(detail);
  console.log(JSON.stringify({ check: { name, holds: Boolean(holds), detail: said, level } }));
}

/** A default that is not the value, so that a default that was served is seen. */
export function otherThan(wanted) {
  switch (wanted.type) {
    case "boolean":
      return !wanted.value;
    case "string":
      return `~${wanted.value}`;
    case "integer":
    case "float":
      return wanted.value + 1;
    default:
      return { served: "default" };
  }
}

export const defaultFor = (wanted) => (wanted.codeDefault ? wanted.default : otherThan(wanted));

/** Value, variant, reason and metadata as expected. */
export function judge(wanted, got, codeDefaultLevel = "FAIL") {
  if (wanted.codeDefault) {
    const holds = same(got.value, wanted.default) && !got.errorCode;
    check(`${wanted.key} code default`, holds, got, codeDefaultLevel);
    return;
  }
  const holds = same(got.value, wanted.value) && !got.errorCode;
  check(`${wanted.key} value`, holds, { want: wanted.value, got });
  if ("variant" in wanted) check(`${wanted.key} variant`, got.variant === wanted.variant, got);
  if ("reason" in wanted) check(`${wanted.key} reason`, got.reason === wanted.reason, got);
  for (const [name, value] of Object.entries(wanted.metadata ?? {})) {
    check(`${wanted.key} metadata.${name}`, got.flagMetadata?.[name] === value, got);
  }
}

/** The default and this error code. */
export function judgeFailure(name, got, wantedDefault, errorCode) {
  check(name, same(got.value, wantedDefault) && got.errorCode === errorCode, got);
}

/** Whether it came to hold before the time was over. */
export async function until(holds, milliseconds = 4000) {
  const end = Date.now() + milliseconds;
  while (!holds() && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 20));
  return Boolean(holds());
}
