/** Burgee's interfaces for clients on 127.0.0.1, which can be made to misbehave. */

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

import { contentHash, type EvaluationContext } from "@burgee/evaluation";

export const SERVER_KEY = "burgee.server.test.key";
export const ENVIRONMENT = "production";

/** Answers in the place of the server; false: leave it to the server. */
export type Disturbance = (request: IncomingMessage, response: ServerResponse) => boolean;

export interface Received {
  readonly event_type: string;
  readonly [name: string]: unknown;
}

/** A flag, an experiment or a segment by its name in a ruleset, `flag/checkout`. */
export type Forms = Readonly<Record<string, unknown>>;

export class FakeServer {
  /** Every event that was taken, in the order in which they came. */
  readonly events: Received[] = [];
  /** The size of each batch of events, also of those that were disturbed. */
  readonly batches: number[] = [];
  /** Every request as `GET /path`. */
  readonly requests: string[] = [];
  /** What is answered over OFREP, by flag. */
  readonly answers = new Map<string, Record<string, unknown>>();
  readonly contexts: EvaluationContext[] = [];
  disturbance: Disturbance | undefined;
  /** Which events of a batch are rejected, and whether to send them again. */
  rejecting: (event: Received) => { retry: boolean } | undefined = () => undefined;
  #manifest: Record<string, unknown> | undefined;
  #chunks = new Map<string, Buffer>();

  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(port = 0): Promise<FakeServer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    const { port: taken } = server.address() as AddressInfo;
    const fake = new FakeServer(server, `http://127.0.0.1:${taken}`);
    server.on("request", (request, response) => void fake.#answer(request, response));
    return fake;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  /** Serve these forms in a ruleset of that number; `told` goes into its manifest. */
  publish(number: number, forms: Forms, told: Forms = {}): void {
    const lines = Object.entries(forms).map(([name, form]) => `${name}\t${JSON.stringify(form)}`);
    this.#publish(number, gzipSync(lines.join("\n")), { unit_types: unitTypesIn(forms), ...told });
  }

  /** Serve a ruleset whose only chunk is no gzip. */
  publishUnpacked(number: number): void {
    this.#publish(number, Buffer.from("no gzip"), {});
  }

  #publish(number: number, chunk: Buffer, told: Forms): void {
    const name = contentHash(chunk);
    this.#chunks = new Map([[name, chunk]]);
    this.#manifest = {
      format: 1,
      environment: ENVIRONMENT,
      number,
      at: "2026-11-21T10:00:00.000Z",
      partitions: [name],
      members: [],
      edge: [],
      profile: false,
      tracked_unit_types: ["targetingKey"],
      ...told,
    };
  }

  /** Serve a chunk's bytes altered, under its old name. */
  alterChunks(): void {
    for (const [name, chunk] of this.#chunks) {
      this.#chunks.set(name, Buffer.concat([chunk, Buffer.from("x")]));
    }
  }

  exposures(): Received[] {
    return this.events.filter(({ event_type }) => event_type === "exposure");
  }

  countOf(request: string): number {
    return this.requests.filter((one) => one === request).length;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "";
    this.requests.push(`${request.method} ${path}`);
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const text = Buffer.concat(pieces).toString();
    if (path.endsWith("/events")) this.batches.push(eventsIn(text).length);
    if (this.disturbance?.(request, response)) return;
    if (request.headers.authorization !== `Bearer ${SERVER_KEY}`) return json(response, 401, {});
    if (path.endsWith("/events")) return this.#take(response, eventsIn(text));
    if (path.startsWith("/ofrep")) return this.#evaluate(response, path, text);
    const chunk = this.#chunks.get(path.split("/chunks/")[1] ?? "");
    if (chunk !== undefined) return void response.writeHead(200).end(chunk);
    if (path !== `/api/v1/rulesets/${ENVIRONMENT}` || !this.#manifest) {
      return json(response, 404, {});
    }
    const etag = `"${String(this.#manifest["number"])}"`;
    const isHeld = request.headers["if-none-match"] === etag;
    if (isHeld) return void response.writeHead(304, { ETag: etag }).end();
    return json(response, 200, this.#manifest, { ETag: etag });
  }

  #take(response: ServerResponse, events: readonly Received[]): void {
    const rejected = events.flatMap((event, index) => {
      const rejection = this.rejecting(event);
      if (rejection === undefined) this.events.push(event);
      return rejection === undefined ? [] : [{ index, code: "REJECTED", ...rejection }];
    });
    const accepted = events.length - rejected.length;
    json(response, 202, { accepted, duplicates: 0, mixed: 0, rejected });
  }

  #evaluate(response: ServerResponse, path: string, text: string): void {
    this.contexts.push((JSON.parse(text) as { context: EvaluationContext }).context);
    const [, key] = path.split("/evaluate/flags/");
    if (key === undefined) return json(response, 200, { flags: [...this.answers.values()] });
    const answer = this.answers.get(decodeURIComponent(key));
    if (answer !== undefined) return json(response, 200, answer);
    const missing = { key, errorCode: "FLAG_NOT_FOUND", errorDetails: "there is none" };
    return json(response, 404, missing);
  }
}

/** Never an answer. */
export const silence: Disturbance = () => true;

/** An answer that is no JSON of ours. */
export function answering(status: number, body: string, headers = {}): Disturbance {
  return (_request, response) => {
    response.writeHead(status, { "Content-Type": "text/html", ...headers }).end(body);
    return true;
  };
}

/** Half of a body, and then nothing: the connection is cut. */
export const cut: Disturbance = (_request, response) => {
  response.writeHead(200, { "Content-Type": "application/json", "Content-Length": "1000" });
  response.write('{"flags": [', () => response.destroy());
  return true;
};

function json(response: ServerResponse, status: number, body: unknown, headers = {}): void {
  response.writeHead(status, { "Content-Type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

function eventsIn(text: string): Received[] {
  return (JSON.parse(text) as { events: Received[] }).events;
}

function unitTypesIn(forms: Forms): string[] {
  const all = Object.values(forms) as { bucket_by?: string; rollout?: { bucket_by: string } }[];
  return [...new Set(all.flatMap((form) => form.bucket_by ?? form.rollout?.bucket_by ?? []))];
}
