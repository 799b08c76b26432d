/** Numbers of things, in words. */

/** `1 unit`, `1,200 units`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`;
}
