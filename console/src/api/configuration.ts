/** What this console was deployed with: read once, from beside its own files. */

import { Problem } from "./problem.js";

/** Below which address the console is. */
export const BASE = "/console";

/** Where people sign in with a name; `url` has no slash at its end. */
export interface SignInPlace {
  url: string;
  client_id: string;
  scopes: readonly string[];
}

interface Configuration {
  /** Null where there are keys alone. */
  sign_in: SignInPlace | null;
}

let reading: Promise<Configuration> | null = null;

/** The configuration; asked for again only if it did not come. Rejects with a Problem. */
export function readConfiguration(): Promise<Configuration> {
  reading ??= bring();
  reading.catch(() => (reading = null));
  return reading;
}

async function bring(): Promise<Configuration> {
  const response = await fetch(`${BASE}/configuration.json`);
  const read: unknown = response.ok ? await response.json() : undefined;
  if (isConfiguration(read)) return read;
  throw new Problem("NOT_UNDERSTOOD", response.status, "The console's configuration is missing.");
}

function isConfiguration(read: unknown): read is Configuration {
  return typeof read === "object" && read !== null && "sign_in" in read;
}
