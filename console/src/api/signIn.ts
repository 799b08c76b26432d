/** Signing in with a name: the authorization code flow with PKCE (RFC 7636), as OpenID Connect and
 * Amazon Cognito's hosted sign-in speak it. Burgee itself checks every token. */

import { BASE, readConfiguration, type SignInPlace } from "./configuration.js";
import { asProblem, Problem } from "./problem.js";
import { type Person, session } from "./session.js";

/** Where a sign-in leads back to, below the console's address. */
export const SIGNED_IN = "/signed-in";

const PLACE = "burgee.sign-in";
const RANDOM_BYTES = 32;
/** A token is renewed so long before it ends: a request takes a while, and clocks differ. */
const EARLY_MS = 60_000;
export const ENDED = "Your sign-in has ended. Sign in again.";

/** What this tab remembers between leaving for the sign-in and coming back. */
interface Attempt {
  state: string;
  nonce: string;
  verifier: string;
  /** The page that was wanted. */
  wanted: string;
}

interface Tokens {
  id_token: string;
  refresh_token?: string;
  expires_in: number;
}

let renewing: Promise<string> | null = null;

/** Leave for the sign-in; it leads back to `SIGNED_IN`, and from there to the page `wanted`. */
export async function beginSignIn(place: SignInPlace, wanted: string): Promise<void> {
  const attempt = { state: random(), nonce: random(), verifier: random(), wanted };
  sessionStorage.setItem(PLACE, JSON.stringify(attempt));
  const asked = new URLSearchParams({
    response_type: "code",
    client_id: place.client_id,
    redirect_uri: ownAddress(SIGNED_IN),
    scope: place.scopes.join(" "),
    state: attempt.state,
    nonce: attempt.nonce,
    code_challenge: await challengeOf(attempt.verifier),
    code_challenge_method: "S256",
  });
  location.assign(`${place.url}/oauth2/authorize?${asked}`);
}

/** Who came back from the sign-in with these parameters, and the page that they wanted. Each answer
 * holds once. Rejects with a Problem. */
export async function finishSignIn(
  parameters: URLSearchParams,
): Promise<{ person: Person; wanted: string }> {
  const attempt = takeAttempt();
  const said = parameters.get("error_description") ?? parameters.get("error");
  // A tab that asked for nothing was sent here by a link, in anybody's words.
  if (attempt !== null && said !== null) throw refusal(`The sign-in was not completed: ${said}.`);
  const code = parameters.get("code");
  if (attempt === null || code === null || parameters.get("state") !== attempt.state) {
    throw refusal("This sign-in was not begun in this tab, or it was used already.");
  }
  const tokens = await ask(await place(), {
    grant_type: "authorization_code",
    code,
    redirect_uri: ownAddress(SIGNED_IN),
    code_verifier: attempt.verifier,
  });
  if (claimOf(tokens.id_token, "nonce") !== attempt.nonce) {
    throw refusal("The sign-in answered for somebody else.");
  }
  return { person: personOf(tokens, ""), wanted: attempt.wanted };
}

/** What a call shows: the key, or the person's token, renewed where it is about to end; null where
 * nobody is signed in. Rejects with a Problem. */
export async function bearer(): Promise<string | null> {
  const { key, person } = session;
  if (key !== null || person === null) return key;
  if (Date.now() < person.endsAt - EARLY_MS) return person.idToken;
  renewing ??= renew(person).finally(() => (renewing = null));
  return renewing;
}

/** Sign out here and at the sign-in, which would know the person again otherwise. */
export async function leave(): Promise<void> {
  const { person } = session;
  session.signOut();
  const { sign_in } = await readConfiguration();
  if (sign_in === null || person === null) return;
  const body = new URLSearchParams({ client_id: sign_in.client_id, token: person.refreshToken });
  // Also where that does not arrive, nobody here has the token any more.
  void fetch(`${sign_in.url}/oauth2/revoke`, { method: "POST", body, keepalive: true }).catch(
    () => undefined,
  );
  forgetThere(sign_in);
}

/** Go where the sign-in forgets who was there; it leads back to the console. */
export function forgetThere({ url, client_id }: SignInPlace): void {
  const back = new URLSearchParams({ client_id, logout_uri: ownAddress("/") });
  location.assign(`${url}/logout?${back}`);
}

async function renew(person: Person): Promise<string> {
  const grant = { grant_type: "refresh_token", refresh_token: person.refreshToken };
  try {
    const renewed = personOf(await ask(await place(), grant), person.refreshToken);
    // Somebody may have signed out, or in as somebody else, meanwhile.
    if (session.person === person) session.signInAs(renewed);
    return renewed.idToken;
  } catch (fault) {
    const problem = asProblem(fault);
    if (!problem.isPassing && session.person === person) session.signOut(ENDED);
    throw problem;
  }
}

async function place(): Promise<SignInPlace> {
  const { sign_in } = await readConfiguration();
  if (sign_in === null) throw refusal("Nobody can sign in with a name here.");
  return sign_in;
}

async function ask(at: SignInPlace, grant: Record<string, string>): Promise<Tokens> {
  const body = new URLSearchParams({ client_id: at.client_id, ...grant });
  const asking = fetch(`${at.url}/oauth2/token`, { method: "POST", body });
  const response = await asking.catch(() => null);
  if (response === null) throw new Problem("UNREACHABLE", 0, "The sign-in did not answer.");
  if (!response.ok) {
    throw new Problem("UNAUTHENTICATED", response.status, "The sign-in refused to go on.");
  }
  return (await response.json()) as Tokens;
}

function personOf(tokens: Tokens, refreshToken: string): Person {
  return {
    idToken: tokens.id_token,
    refreshToken: tokens.refresh_token ?? refreshToken,
    endsAt: Date.now() + tokens.expires_in * 1_000,
  };
}

/** A claim of a token, whose signature Burgee checks: it came from the sign-in itself, by TLS. */
function claimOf(token: string, name: string): unknown {
  const part = (token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/");
  try {
    return (JSON.parse(atob(part)) as Record<string, unknown>)[name];
  } catch {
    return undefined;
  }
}

function takeAttempt(): Attempt | null {
  const kept = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  return kept === null ? null : (JSON.parse(kept) as Attempt);
}

function ownAddress(path: string): string {
  return `${location.origin}${BASE}${path}`;
}

function refusal(detail: string): Problem {
  return new Problem("UNAUTHENTICATED", 401, detail);
}

function random(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));
}

async function challengeOf(verifier: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return base64url(new Uint8Array(digest));
}

function base64url(bytes: Uint8Array): string {
  const text = btoa(String.fromCharCode(...bytes));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
