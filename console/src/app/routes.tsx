/** Which page is shown at which path, each loaded when it is first asked for. */

import { lazy } from "react";
import { Route, Switch } from "wouter";
import { NotFound } from "./NotFound.js";

const FlagsPage = lazy(async () => {
  const { FlagsPage } = await import("../pages/flags/FlagsPage.js");
  return { default: FlagsPage };
});
const FlagPage = lazy(async () => {
  const { FlagPage } = await import("../pages/flag/FlagPage.js");
  return { default: FlagPage };
});

export function Routes() {
  return (
    <Switch>
      <Route path="/flags">{() => <FlagsPage />}</Route>
      <Route path="/flags/:key">{({ key }) => <FlagPage key={key} flagKey={key} />}</Route>
      <Route>{() => <NotFound />}</Route>
    </Switch>
  );
}
