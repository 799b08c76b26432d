/** The admin API as typed calls: as whoever is signed in, failing as Problems. */

import createClient, { type Middleware } from "openapi-fetch";
import { asProblem, problemOf } from "./problem.js";
import type { paths } from "./schema.js";
import { bearer } from "./signIn.js";

const withCaller: Middleware = {
  async onRequest({ request }) {
    const shown = request.headers.has("Authorization") ? null : await bearer();
    if (shown !== null) request.headers.set("Authorization", `Bearer ${shown}`);
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
api.use(withCaller);

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
