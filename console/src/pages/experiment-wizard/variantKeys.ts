const VARIANT_KEY = /^[A-Za-z0-9._~-]{1,64}$/;

/** Why a text cannot be the key of a variant; empty where it can. */
export function variantKeyProblem(key: string, others: readonly string[]): string {
  if (others.includes(key)) return "Another variant has this key.";
  return VARIANT_KEY.test(key) ? "" : "Write 1 to 64 letters, digits or any of . _ ~ -";
}
