/** The context: for whom a flag is evaluated. */

/**
 * Flat: `{ targetingKey: "u1", plan: "pro" }`. Attributes are JSON values; a bigint counts as
 * the whole number that it is, and anything else matches nothing.
 */
export type EvaluationContext = Readonly<Record<string, unknown>>;

export const TARGETING_KEY = "targetingKey";

/** Reads one attribute of a context; undefined or null where it is missing. */
export type Reader = (context: EvaluationContext) => unknown;

/** Whether a value is what JSON calls an object. */
export function isObject(value: unknown): value is EvaluationContext {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** An entry of an object that it has itself; what every object inherits is not there. */
export function ownEntry(object: EvaluationContext, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Whether every object has an entry of that name, so that reading it plainly would find one. */
export function isInherited(name: string): boolean {
  return name in Object.prototype;
}

/** Reads an attribute; `a.b` is the attribute of that name or else `b` inside of `a`. */
export function reader(attribute: string): Reader {
  if (attribute.includes(".")) return pathReader(attribute);
  if (isInherited(attribute)) return (context) => ownEntry(context, attribute);
  return (context) => context[attribute];
}

function pathReader(attribute: string): Reader {
  const path = attribute.split(".");
  return (context) => {
    if (Object.hasOwn(context, attribute)) return context[attribute];
    let found: unknown = context;
    for (const name of path) {
      if (!isObject(found)) return undefined;
      found = ownEntry(found, name);
    }
    return found;
  };
}
