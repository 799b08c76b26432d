import { Redirect, Route, Switch } from "wouter";
import { NotFound } from "./NotFound.js";
import { isPage, PAGES } from "./pages.js";
import { SECTIONS } from "./sections.js";

/** The page of the address; below a path with a parameter, another one for each of its values. */
export function Routes() {
  const home = SECTIONS.find(({ path }) => isPage(path));
  return (
    <Switch>
      {PAGES.map(({ path, page: Page }) => (
        <Route key={path} path={path}>
          {(params) => <Page key={JSON.stringify(params)} params={params} />}
        </Route>
      ))}
      {home && home.path !== "/" && <Route path="/">{() => <Redirect to={home.path} />}</Route>}
      <Route>{() => <NotFound />}</Route>
    </Switch>
  );
}
