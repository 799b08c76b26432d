import type { EvaluationContext } from "@openfeature/web-sdk";
import type { BulkBody } from "./answers.js";

/** Where Burgee is, and how it is asked. */
export interface BurgeeOptions {
  /** Where Burgee answers, without a path: `https://flags.example.com`. */
  url: string;
  /** A client key: it names the environment, and may be seen by everybody. */
  key: string;
  /** What the server rendered this page with: the body of its bulk evaluation. Reads answer from
   * it at once, and nothing is asked before it is `refreshSeconds` old. */
  initialFlags?: BulkBody;
  /** For whom `initialFlags` were evaluated. */
  initialContext?: EvaluationContext;
  /** A read that finds the answers older than this asks for new ones and goes on with what it
   * has; 300. 0: never. */
  refreshSeconds?: number;
  /** Ask every so often, whether anything is read or not; 0: do not. */
  pollSeconds?: number;
  /** How long the last good answers hold in the browser's storage while the server is away; a
   * day. 0: nothing is kept. */
  cacheSeconds?: number;
  /** Start with the last good answers without waiting for the server, which is asked meanwhile. */
  cacheFirst?: boolean;
  /** How long to wait for an answer; 5. */
  timeoutSeconds?: number;
  /** False: nothing is recorded, as where a page is rendered on the server. */
  recording?: boolean;
  /** False: reads from the cache and defaults are not reported as usage of a flag. */
  reportUsage?: boolean;
  /** How long events are collected before they are sent; 1. */
  collectSeconds?: number;
  /** How many events may wait; 1,000. */
  mostEvents?: number;
}
