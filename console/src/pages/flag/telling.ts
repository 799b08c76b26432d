/** What differs between two versions of a flag, told as people think of it. */

import type { Flag, Json, Rule, Settings } from "../../api/types.js";
import { type Difference, differences, isSame } from "../../parts/differences.js";
import { ruleInWords } from "../../parts/words.js";
import { ON_ALARM, TARGETING_KEY } from "./editing.js";

const SWITCH: Record<string, string> = { true: "on", false: "off" };

/** Every difference: of rules as sentences, of the rest by field, each with its environment. */
export function flagDifferences(before: Flag, after: Flag): Difference[] {
  const { environments: sections = {}, ...shared } = before;
  const { environments: others = {}, ...sharedAfter } = after;
  const names = new Set([...Object.keys(sections), ...Object.keys(others)]);
  const inEach = [...names].flatMap((name) =>
    sectionDifferences(name, sections[name], others[name]),
  );
  return [...worded(differences(shared, sharedAfter)), ...inEach];
}

/** The environments in which a change has an effect: all of the flag's, where it changes what they
 * share. */
export function touchedEnvironments(before: Flag, after: Flag): string[] {
  const { environments: sections = {}, ...shared } = before;
  const { environments: others = {}, ...sharedAfter } = after;
  const names = [...new Set([...Object.keys(sections), ...Object.keys(others)])];
  if (!isSame(shared as Json, sharedAfter as Json)) return names;
  return names.filter((name) => !isSame(sections[name] as Json, others[name] as Json));
}

/** What a rule is called: `rule 2, Staff see it first`. */
export function ruleTitle({ name }: Rule, at: number): string {
  return name ? `rule ${at + 1}, ${name}` : `rule ${at + 1}`;
}

function sectionDifferences(name: string, before?: Settings, after?: Settings): Difference[] {
  if (!after) return [{ field: name, before: "the flag is there", after: "it is no longer there" }];
  const { rules = [], on_alarm = ON_ALARM, ...fields } = before ?? ({} as Settings);
  const { rules: rulesAfter = [], on_alarm: onAlarmAfter = ON_ALARM, ...fieldsAfter } = after;
  const found = [
    ...worded(differences(fields, fieldsAfter)),
    ...worded(differences({ on_alarm }, { on_alarm: onAlarmAfter })),
    ...ruleDifferences(rules, rulesAfter),
  ];
  return found.map((one) => ({ ...one, field: `${name}: ${one.field}` }));
}

function ruleDifferences(before: readonly Rule[], after: readonly Rule[]): Difference[] {
  const gone = before.flatMap((rule, at) =>
    find(after, rule) ? [] : [one(ruleTitle(rule, at), sentence(rule), undefined)],
  );
  const changed = after.flatMap((rule, at) => {
    const former = find(before, rule);
    if (!former) return [one(ruleTitle(rule, at), undefined, sentence(rule))];
    if (isSame(former as unknown as Json, rule as unknown as Json)) return [];
    const isRenamed = (former.name ?? "") !== (rule.name ?? "");
    const names = isRenamed ? [one(`name of rule ${at + 1}`, former.name, rule.name)] : [];
    const [was, is] = [sentence(former), sentence(rule)];
    return was === is ? names : [...names, one(ruleTitle(rule, at), was, is)];
  });
  return [...gone, ...changed, ...orderDifference(before, after)];
}

function orderDifference(before: readonly Rule[], after: readonly Rule[]): Difference[] {
  const former = before.filter((rule) => find(after, rule));
  const now = after.filter((rule) => find(before, rule));
  const same = former.every((rule, at) => rule.id === now[at]?.id);
  if (same) return [];
  const called = (rules: readonly Rule[]) => rules.map((rule) => rule.name || rule.id).join(", ");
  return [one("order of the rules", called(former), called(now))];
}

function sentence(rule: Rule): string {
  const by = rule.bucket_by ?? TARGETING_KEY;
  return by === TARGETING_KEY ? ruleInWords(rule) : `${ruleInWords(rule)}, drawn by ${by}`;
}

function find(rules: readonly Rule[], { id }: Rule): Rule | undefined {
  return rules.find((rule) => rule.id === id);
}

function one(field: string, before: Json | undefined, after: Json | undefined): Difference {
  return { field, before: before || undefined, after: after || undefined };
}

/** Fields with spaces, values without what says nothing; those that then are alike are left out. */
function worded(found: readonly Difference[]): Difference[] {
  return found.flatMap(({ field, before, after }) => {
    const [was, is] = [told(field, before), told(field, after)];
    const words = field.replaceAll(".", " ").replaceAll("_", " ");
    return isSame(was, is) ? [] : [{ field: words, before: was, after: is }];
  });
}

function told(field: string, value: Json | undefined): Json | undefined {
  if (/^variants\..+\.value/.test(field)) return value;
  if (field.endsWith("enabled")) return SWITCH[String(value)];
  return withoutNothing(value);
}

/** Without the empty parts of an object, and undefined where nothing is left. */
function withoutNothing(value: Json | undefined): Json | undefined {
  if (value === null || value === "" || value === TARGETING_KEY) return undefined;
  if (typeof value !== "object" || value === undefined) return value;
  if (Array.isArray(value)) return value.length > 0 ? value : undefined;
  const parts = Object.entries(value).map(([name, part]) => [name, withoutNothing(part)] as const);
  const left = parts.filter(([, part]) => part !== undefined);
  return left.length > 0 ? Object.fromEntries(left as [string, Json][]) : undefined;
}
