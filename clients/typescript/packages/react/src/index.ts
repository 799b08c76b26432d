"use client";

/** Burgee for React: OpenFeature's React SDK, and the provider that it is used with. */

export * from "@openfeature/react-sdk";
export { BurgeeProvider, type BurgeeProviderProps } from "./provider.js";
export { burgeeProvider } from "./clients.js";
export type { BulkBody, BurgeeOptions, Counters } from "@burgee/web";
