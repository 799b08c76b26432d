/** Whether a flag's value is of the type that its caller expects. */

/** What a flag's value may be. */
export type FlagValue =
  | null
  | boolean
  | number
  | string
  | readonly FlagValue[]
  | { readonly [name: string]: FlagValue };

/** Objects and lists are one type, as they are for flags of kind `json`; null takes any value. */
export function isOfTypeOf<T extends FlagValue>(value: unknown, defaultValue: T): value is T {
  return defaultValue == null || (typeof value === typeof defaultValue && value !== null);
}

/** The type for which `T` stands: a default of `false` asks for a boolean, not for `false`. */
export type Widened<T extends FlagValue> = T extends boolean
  ? boolean
  : T extends number
    ? number
    : T extends string
      ? string
      : T extends null
        ? FlagValue
        : T;
