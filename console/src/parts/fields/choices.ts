/** One of what can be chosen: its word in the API, in words, and what it means. */
export interface Choice<Value extends string> {
  value: Value;
  label: string;
  description?: string;
}
