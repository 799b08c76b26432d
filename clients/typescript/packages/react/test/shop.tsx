import { type JSX, StrictMode, Suspense } from "react";
import {
  type BurgeeOptions,
  BurgeeProvider,
  type EvaluationContext,
  useBooleanFlagValue,
  useStringFlagValue,
} from "../src/index.js";

export interface ShopProps {
  options: BurgeeOptions;
  context: EvaluationContext;
}

/** A page of a shop, as an application would write it. */
export function Shop({ options, context }: ShopProps): JSX.Element {
  return (
    <StrictMode>
      <BurgeeProvider options={options} context={context}>
        <Catalogue />
      </BurgeeProvider>
    </StrictMode>
  );
}

/** The same, showing nothing of it before there are answers. */
export function WaitingShop({ options, context }: ShopProps): JSX.Element {
  return (
    <BurgeeProvider options={options} context={context} suspendUntilReady>
      <Suspense fallback={<p>Loading</p>}>
        <Catalogue />
      </Suspense>
    </BurgeeProvider>
  );
}

function Catalogue(): JSX.Element {
  const title = useStringFlagValue("plan-title", "none");
  const canTryOn = useBooleanFlagValue("virtual-try-on", false);
  return (
    <main>
      <h1>{title}</h1>
      <p>{canTryOn ? "Try it on" : "Look at it"}</p>
    </main>
  );
}
