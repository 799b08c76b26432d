/** Burgee for Node.js: flags decided here or by the server, and an OpenFeature provider. */

export { Answer, type ErrorCode, type EvaluationContext, type Reason } from "@burgee/evaluation";
export { Client, type ClientOptions, type Resolution } from "./client.js";
export type { ConnectionOptions, Fetch } from "./connection.js";
export { COUNTER_NAMES, type CounterName, type Counters } from "./counters.js";
export type { FlushingOptions, Handler, RemainingTime } from "./invocations.js";
export { LocalClient, type LocalOptions } from "./localClient.js";
export type { BulkBody, BulkFlag } from "./ofrep.js";
export { BurgeeProvider, type ProviderOptions } from "./provider.js";
export type { EventType, RecordingOptions, TrackingDetails } from "./recorder.js";
export type { RefreshMode } from "./refreshing.js";
export { RemoteClient, type RemoteOptions } from "./remoteClient.js";
export type { SenderMode } from "./sender.js";
export type { ServingOptions } from "./serving.js";
export type { Listener, ProviderEvent, ProviderEventDetails } from "./signals.js";
export type { FlagValue, Widened } from "./values.js";
