import { BurgeeProvider as WebProvider, type BulkBody, type BurgeeOptions } from "@burgee/web";
import {
  type Client,
  type EvaluationContext,
  OpenFeature,
  OpenFeatureAPI,
} from "@openfeature/react-sdk";

export interface Bound {
  options: BurgeeOptions;
  context: EvaluationContext;
  domain: string;
}

const NO_FLAGS: BulkBody = { flags: [] };
/** By domain. React renders as often as it likes, and throws away what it rendered; answers and
 * what was recorded belong to the page. */
const providers = new Map<string, WebProvider>();

/** The client whose provider answers for `context`. */
export function clientOf(bound: Bound): Client {
  return typeof document === "undefined" ? renderingClient(bound) : pageClient(bound);
}

/** One per rendering, as a server renders for many at a time: nothing of it is shared. What is read
 * while rendering is shown by the page, which records it. */
function renderingClient({ options, context }: Bound): Client {
  const initialFlags = options.initialFlags ?? NO_FLAGS;
  // The API is a singleton by its types only: an instance of its own shares nothing.
  const api = Reflect.construct(OpenFeatureAPI, []) as OpenFeatureAPI;
  const provider = new WebProvider({
    ...options,
    initialFlags,
    initialContext: context,
    recording: false,
  });
  api.setProvider(provider, context);
  return api.getClient();
}

function pageClient({ options, context, domain }: Bound): Client {
  const { url, key } = providers.get(domain)?.options ?? {};
  if (url !== withoutSlash(options.url) || key !== options.key) {
    const provider = new WebProvider({ ...options, initialContext: context });
    providers.set(domain, provider);
    OpenFeature.setProvider(domain, provider, context);
  }
  return OpenFeature.getClient(domain);
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}

/** The provider of a domain, to flush it or to read its counters; undefined before the first
 * rendering. */
export function burgeeProvider(domain = DEFAULT_DOMAIN): WebProvider | undefined {
  return providers.get(domain);
}

export const DEFAULT_DOMAIN = "burgee";
