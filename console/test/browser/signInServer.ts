/** A hosted sign-in of our own, as Amazon Cognito's would answer: pages, tokens and keys. */

import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, randomUUID, sign } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

const CLIENT = "console-client";
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

interface Grant {
  email: string;
  challenge: string;
  nonce: string;
  redirect: string;
}

/** What the sign-in did, in order: `refresh`, `revoke`, `logout`... */
export class SignInServer {
  readonly asked: string[] = [];
  /** Who there is, and the groups they are in. */
  readonly people = new Map<string, string[]>();
  /** How long a token holds that is given from now on. */
  seconds = 900;
  /** Whether it still brings new tokens. */
  goesOn = true;
  /** What it says instead of the nonce that it was told. */
  nonce: string | null = null;
  readonly #grants = new Map<string, Grant>();
  readonly #refreshing = new Map<string, string>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async open(): Promise<SignInServer> {
    const server = createServer((request, response) => void made.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const made = new SignInServer(
      server,
      `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    );
    return made;
  }

  /** What a Burgee is told that believes it. */
  get variables(): Record<string, string> {
    return { SIGN_IN_ISSUER: this.url, SIGN_IN_URL: this.url, SIGN_IN_CLIENT_ID: CLIENT };
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "/", this.url);
    const answers: Record<string, () => void | Promise<void>> = {
      "/.well-known/jwks.json": () => json(response, 200, { keys: [publicJwk()] }),
      "/oauth2/authorize": () => this.#authorize(searchParams, response),
      "/oauth2/token": async () => this.#token(await form(request), response),
      "/oauth2/revoke": async () => this.#revoke(await form(request), response),
      "/logout": () => this.#logout(searchParams, response),
    };
    const answer = answers[pathname];
    await (answer === undefined ? void response.writeHead(404).end() : answer());
  }

  /** A page with a button for each person, which leads back with a code. */
  #authorize(asked: URLSearchParams, response: ServerResponse): void {
    assert.equal(asked.get("client_id"), CLIENT);
    assert.equal(asked.get("response_type"), "code");
    assert.equal(asked.get("code_challenge_method"), "S256");
    const links = [...this.people.keys()].map((email) => {
      const code = randomUUID();
      const redirect = asked.get("redirect_uri") ?? "";
      const challenge = asked.get("code_challenge") ?? "";
      this.#grants.set(code, { email, challenge, nonce: asked.get("nonce") ?? "", redirect });
      const back = new URLSearchParams({ code, state: asked.get("state") ?? "" });
      return `<p><a href="${redirect}?${back}">${email}</a></p>`;
    });
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
    response.end(`<title>Hosted sign-in</title>${links.join("")}`);
  }

  #token(grant: URLSearchParams, response: ServerResponse): void {
    assert.equal(grant.get("client_id"), CLIENT);
    const kind = grant.get("grant_type") ?? "";
    this.asked.push(kind);
    const found = kind === "refresh_token" ? this.#renewed(grant) : this.#redeemed(grant);
    if (found === undefined) return json(response, 400, { error: "invalid_grant" });
    const refreshToken = kind === "refresh_token" ? {} : { refresh_token: randomUUID() };
    for (const token of Object.values(refreshToken)) this.#refreshing.set(token, found.email);
    json(response, 200, {
      id_token: this.#idToken(found),
      ...refreshToken,
      expires_in: this.seconds,
      token_type: "Bearer",
    });
  }

  #redeemed(grant: URLSearchParams): Grant | undefined {
    const code = grant.get("code") ?? "";
    const found = this.#grants.get(code);
    this.#grants.delete(code);
    const verifier = grant.get("code_verifier") ?? "";
    const challenge = createHash("sha256").update(verifier).digest("base64url");
    const holds =
      challenge === found?.challenge && grant.get("redirect_uri") === found.redirect;
    return holds ? found : undefined;
  }

  #renewed(grant: URLSearchParams): { email: string; nonce: string } | undefined {
    const email = this.#refreshing.get(grant.get("refresh_token") ?? "");
    return email === undefined || !this.goesOn ? undefined : { email, nonce: "" };
  }

  #revoke(told: URLSearchParams, response: ServerResponse): void {
    this.asked.push("revoke");
    this.#refreshing.delete(told.get("token") ?? "");
    json(response, 200, {});
  }

  #logout(asked: URLSearchParams, response: ServerResponse): void {
    this.asked.push("logout");
    response.writeHead(302, { location: asked.get("logout_uri") ?? "" }).end();
  }

  #idToken({ email, nonce }: { email: string; nonce: string }): string {
    const now = Math.floor(Date.now() / 1_000);
    return signed({
      iss: this.url,
      aud: CLIENT,
      sub: createHash("sha256").update(email).digest("hex").slice(0, 36),
      token_use: "id",
      email,
      "cognito:groups": this.people.get(email) ?? [],
      nonce: this.nonce ?? nonce,
      iat: now,
      exp: now + this.seconds,
    });
  }
}

function signed(claims: object): string {
  const parts = [{ alg: "RS256", kid: "k1" }, claims];
  const signing = parts.map((one) => Buffer.from(JSON.stringify(one)).toString("base64url"));
  const text = signing.join(".");
  return `${text}.${sign("sha256", Buffer.from(text), privateKey).toString("base64url")}`;
}

function publicJwk(): object {
  return { ...publicKey.export({ format: "jwk" }), kid: "k1", use: "sig", alg: "RS256" };
}

async function form(request: IncomingMessage): Promise<URLSearchParams> {
  let text = "";
  for await (const piece of request) text += String(piece);
  return new URLSearchParams(text);
}

/** Any page may read it, as Cognito allows too: only the code's owner can ask for it. */
function json(response: ServerResponse, status: number, body: object): void {
  const headers = { "content-type": "application/json", "access-control-allow-origin": "*" };
  response.writeHead(status, headers).end(JSON.stringify(body));
}
