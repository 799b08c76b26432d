import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import type { SignInPlace } from "../api/configuration.js";
import { asProblem } from "../api/problem.js";
import { KEYS } from "../api/queries.js";
import { session } from "../api/session.js";
import { beginSignIn, finishSignIn } from "../api/signIn.js";
import { Waiting } from "../parts/Loaded.js";

/** Where the sign-in leads back to: goes on to the page that was wanted. */
export function SignedIn({ place }: { place: SignInPlace }) {
  const [, go] = useLocation();
  const [parameters] = useSearchParams();
  const [answer] = useState(() => parameters.toString());
  // By a query, as an answer may be used once, however often this is rendered.
  const { data, error } = useQuery({
    queryKey: KEYS.signedIn(answer),
    queryFn: () => finishSignIn(new URLSearchParams(answer)),
    staleTime: Infinity,
    retry: false,
  });
  useEffect(() => {
    if (data === undefined) return;
    go(data.wanted, { replace: true });
    session.signInAs(data.person);
  }, [data, go]);
  if (error === null) return <Waiting />;
  const again = <Button onClick={() => void beginSignIn(place, "/")}>Sign in</Button>;
  return (
    <Alert type="error" header="You are not signed in" action={again}>
      {asProblem(error).detail}
    </Alert>
  );
}
