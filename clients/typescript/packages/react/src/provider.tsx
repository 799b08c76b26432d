"use client";

import type { BurgeeOptions } from "@burgee/web";
import {
  type EvaluationContext,
  OpenFeature,
  OpenFeatureProvider,
  type ReactFlagEvaluationOptions,
} from "@openfeature/react-sdk";
import { type JSX, type ReactNode, useEffect, useMemo } from "react";
import { clientOf, DEFAULT_DOMAIN } from "./clients.js";

/** What `BurgeeProvider` takes, besides the options of OpenFeature's hooks. */
export type BurgeeProviderProps = ReactFlagEvaluationOptions & {
  /** Where Burgee is; `initialFlags` is what the server rendered with. */
  options: Omit<BurgeeOptions, "initialContext" | "recording">;
  /** Who the flags are for. Another context asks for other answers, and hooks render again. */
  context: EvaluationContext;
  /** Apart from other providers on the page, by this name; `burgee`. */
  domain?: string;
  children?: ReactNode;
};

/** Answers the hooks of OpenFeature's React SDK below it from Burgee. With `initialFlags` the first
 * rendering has its answers, on the server and in the page, so that nothing flickers. */
export function BurgeeProvider(props: BurgeeProviderProps): JSX.Element {
  const { options, context, domain = DEFAULT_DOMAIN, children, ...evaluation } = props;
  const { url, key } = options;
  // Only another place to ask or another domain makes another client; a context is set below.
  const client = useMemo(() => clientOf({ options, context, domain }), [url, key, domain]);
  const wanted = JSON.stringify(context);
  useEffect(() => {
    if (JSON.stringify(OpenFeature.getContext(domain)) !== wanted) {
      void OpenFeature.setContext(domain, JSON.parse(wanted) as EvaluationContext);
    }
  }, [domain, wanted]);
  return (
    <OpenFeatureProvider client={client} {...evaluation}>
      {children}
    </OpenFeatureProvider>
  );
}
