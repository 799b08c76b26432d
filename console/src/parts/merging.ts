/** Two people's changes to one document, made to be one. */

import type { Json } from "../api/types.js";
import { isSame } from "./differences.js";

type JsonObject = { [name: string]: Json };
type Maybe = Json | undefined;

/** `theirs` with what `ours` changes of `base`. Where both changed the same, ours holds. Things in
 * lists are the same thing where they have the same `id`, or `at`; texts where they are equal. */
export function merged<Document>(base: Document, ours: Document, theirs: Document): Document {
  return mergedJson(base as Maybe, ours as Maybe, theirs as Maybe) as Document;
}

function mergedJson(base: Maybe, ours: Maybe, theirs: Maybe): Maybe {
  if (isSame(base, ours)) return theirs;
  if (isSame(base, theirs)) return ours;
  if (isObject(ours) && isObject(theirs)) return mergedObject(base, ours, theirs);
  if (areNamed(ours) && areNamed(theirs)) {
    return mergedNamed(areNamed(base) ? base : [], ours, theirs);
  }
  if (isTexts(base) && isTexts(ours) && isTexts(theirs)) return mergedTexts(base, ours, theirs);
  return ours;
}

function mergedObject(base: Maybe, ours: JsonObject, theirs: JsonObject): JsonObject {
  const before = isObject(base) ? base : {};
  const result = { ...theirs };
  for (const name of new Set([...Object.keys(before), ...Object.keys(ours)])) {
    const value = mergedJson(before[name], ours[name], theirs[name]);
    if (value === undefined) delete result[name];
    else result[name] = value;
  }
  return result;
}

/** In our order if we changed it, else in theirs. */
function mergedNamed(base: JsonObject[], ours: JsonObject[], theirs: JsonObject[]): JsonObject[] {
  const [before, own, other] = [base, ours, theirs].map(byName) as [Named, Named, Named];
  const isReordered = !isSame(common(before, own), common(own, before));
  const names = isReordered ? placed(own, other) : placed(other, own);
  return names
    .map((name) => mergedOne(before.get(name), own.get(name), other.get(name)))
    .filter((one) => one !== undefined);
}

function mergedOne(base?: JsonObject, ours?: JsonObject, theirs?: JsonObject) {
  if (!ours) return base ? undefined : theirs;
  if (!theirs) return base && isSame(base, ours) ? undefined : ours;
  return mergedJson(base, ours, theirs) as JsonObject;
}

type Named = Map<string, JsonObject>;

function byName(list: JsonObject[]): Named {
  return new Map(list.map((one) => [nameOf(one) ?? "", one]));
}

/** Names of the one that the other has too, in the order of the one. */
function common(one: Named, other: Named): string[] {
  return [...one.keys()].filter((name) => other.has(name));
}

/** All names: those of `lead` in its order, each other one behind what it stands behind. */
function placed(lead: Named, other: Named): string[] {
  const names = [...lead.keys()];
  let before: string | undefined;
  for (const name of other.keys()) {
    const place = before === undefined ? 0 : names.indexOf(before) + 1;
    if (!lead.has(name)) names.splice(place, 0, name);
    before = name;
  }
  return names;
}

function mergedTexts(base: string[], ours: string[], theirs: string[]): string[] {
  const left = theirs.filter((text) => ours.includes(text) || !base.includes(text));
  const added = ours.filter((text) => !base.includes(text) && !theirs.includes(text));
  return [...left, ...added];
}

function isObject(value: Maybe): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTexts(value: Maybe): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === "string");
}

/** Things with names; each name once. */
function areNamed(value: Maybe): value is JsonObject[] {
  if (!Array.isArray(value)) return false;
  const names = value.map((one) => (isObject(one) ? nameOf(one) : undefined));
  return !names.includes(undefined) && new Set(names).size === names.length;
}

function nameOf({ id, at }: JsonObject): string | undefined {
  return typeof id === "string" ? id : typeof at === "string" ? at : undefined;
}
