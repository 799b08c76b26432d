/** Where Burgee is, who asks, and how long to wait. */
export interface Address {
  url: string;
  key: string;
  timeoutSeconds?: number;
}

const TIMEOUT_SECONDS = 5;

/** An answer that is there as a whole; `body` is undefined where it is no JSON. */
export interface Posted {
  status: number;
  headers: Headers;
  text: string;
  body: unknown;
}

/** Asks Burgee. Rejects where there is no whole answer in time. */
export function post(
  address: Address,
  path: string,
  body: string,
  keepalive = false,
): Promise<Posted> {
  const ending = new AbortController();
  const seconds = address.timeoutSeconds ?? TIMEOUT_SECONDS;
  const timer = setTimeout(() => ending.abort(), 1_000 * seconds);
  const headers = {
    Authorization: `Bearer ${address.key}`,
    "Content-Type": "application/json",
  };
  const { signal } = ending;
  const options = { method: "POST", headers, body, keepalive, signal };
  return whole(fetch(address.url + path, options)).finally(() => clearTimeout(timer));
}

/** A response with its body. */
export async function whole(answering: Promise<Response>): Promise<Posted> {
  const response = await answering;
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: parsed(text) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
