/** What stands in front of a server in tests: it keeps what was asked, and fails as servers do. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

/** What was asked, and what was answered where something was. */
export interface Exchange extends Asked {
  reply?: Reply;
}

export type Answering = (asked: Asked) => Reply | Promise<Reply>;

const EVENTS_PATH = "/api/v1/analytics/events";
const BULK_PATH = "/ofrep/v1/evaluate/flags";
const HTML = { "content-type": "text/html" };
const JSON_TYPE = { "content-type": "application/json" };
/** What fetch has undone, or what holds for one connection. */
const HOP_HEADERS = ["content-encoding", "transfer-encoding", "connection", "content-length"];
const OPEN = { "access-control-allow-origin": "*" };

type Failing = (response: ServerResponse) => void;

function saying(status: number, headers: Record<string, string>, body: string): Failing {
  return (response) => response.writeHead(status, { ...OPEN, ...headers }).end(body);
}

/** Ways to fail, by name. */
export const FAULTS = {
  "it is away": (response) => response.destroy(),
  "it is too slow": () => {},
  "it answers with HTML": saying(200, HTML, "<h1>Welcome to the hotel</h1>"),
  "it answers with other JSON": saying(200, JSON_TYPE, '{"flags":[null]}'),
  "it answers with 500": saying(500, JSON_TYPE, '{"errorDetails":"no"}'),
  "it cuts its answer short": (response) => {
    response.writeHead(200, { ...OPEN, ...JSON_TYPE, "content-length": "1000" });
    response.write('{"flags":[{"key":"a"', () => response.destroy());
  },
  "it has had enough": saying(429, { ...JSON_TYPE, "retry-after": "1" }, "{}"),
  "it refuses the key": saying(401, JSON_TYPE, "{}"),
} satisfies Record<string, Failing>;

export type Fault = keyof typeof FAULTS;

export class Front {
  /** How it fails from now on; undefined: it does not. */
  fault: Fault | undefined;
  readonly exchanges: Exchange[] = [];
  #held: Promise<void> | undefined;

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  /** One that answers as `answering` does, on a port of its own. */
  static async before(answering: Answering): Promise<Front> {
    const server = createServer((request, response) => {
      void front.#answer(request, response, answering);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const front = new Front(server, `http://127.0.0.1:${port}`);
    return front;
  }

  /** How often all flags were asked for. */
  get bulks(): Exchange[] {
    return this.#posted(BULK_PATH);
  }

  /** The events that were sent and answered with 202. */
  get events(): Record<string, unknown>[] {
    const taken = this.#posted(EVENTS_PATH).filter((one) => one.reply?.status === 202);
    return taken.flatMap(({ body }) => (JSON.parse(body) as { events: [] }).events);
  }

  /** The events of one type among them. */
  eventsOf(type: string): Record<string, unknown>[] {
    return this.events.filter((event) => event["event_type"] === type);
  }

  /** Keeps whoever asks waiting, until the answer is called. */
  hold(): () => void {
    let release = () => {};
    this.#held = new Promise((resolve) => (release = resolve));
    return release;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #posted(path: string): Exchange[] {
    return this.exchanges.filter((one) => one.method === "POST" && one.path === path);
  }

  async #answer(request: IncomingMessage, response: ServerResponse, answering: Answering) {
    const asked = await askedOf(request);
    const exchange: Exchange = asked;
    this.exchanges.push(exchange);
    await this.#held;
    const isAllowed = asked.method === "OPTIONS" && this.fault !== "it is away";
    if (this.fault && !isAllowed) return FAULTS[this.fault](response);
    exchange.reply = await answering(asked);
    response.writeHead(exchange.reply.status, exchange.reply.headers).end(exchange.reply.body);
  }
}

/** Answers as the server at `url` does. */
export function through(url: string): Answering {
  return async ({ method, path, headers, body }) => {
    const { host, connection, "content-length": length, ...sent } = headers;
    const init = { method, headers: sent, ...(body === "" ? {} : { body }) };
    const response = await fetch(url + path, init);
    const received = Object.fromEntries(response.headers);
    for (const name of HOP_HEADERS) delete received[name];
    return { status: response.status, headers: received, body: await response.text() };
  };
}

async function askedOf(request: IncomingMessage): Promise<Asked> {
  let body = "";
  for await (const piece of request) body += String(piece);
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return {
    method: request.method ?? "",
    path: request.url ?? "",
    headers: Object.fromEntries(headers) as Record<string, string>,
    body,
  };
}
