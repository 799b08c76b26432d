/** The admin API as typed calls: with the key that is signed in, failing as Problems. */

import createClient, { type Middleware } from "openapi-fetch";
import { asProblem, problemOf } from "./problem.js";
import type { paths } from "./schema.js";
import { session } from "./session.js";

const withKey: Middleware = {
  onRequest({ request }) {
    const isNamed = request.headers.has("Authorization");
    if (!isNamed && session.key) request.headers.set("Authorization", `Bearer ${session.key}`);
    return request;
  },
  async onResponse({ response }) {
    if (response.ok) return response;
    throw await problemOf(response);
  },
  onError: ({ error }) => asProblem(error),
};

/** Calls by path and verb, as openapi-fetch types them. Give what they answer to `answered`. */
export const api = createClient<paths>({ baseUrl: "/" });
api.use(withKey);

/** What was answered. Rejects with a Problem. */
export async function answered<T>(call: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  try {
    const { data } = await call;
    if (data === undefined || data === null) throw new Error("an answer without a body");
    return data;
  } catch (fault) {
    throw asProblem(fault);
  }
}

/** The header of a write that says which version was read. */
export function ifMatch(version: number): { "if-match": string } {
  return { "if-match": `"${version}"` };
}
