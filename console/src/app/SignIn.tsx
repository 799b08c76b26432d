import Alert from "@cloudscape-design/components/alert";
import Box from "@cloudscape-design/components/box";
import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import ExpandableSection from "@cloudscape-design/components/expandable-section";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useLocation, useSearchParams } from "wouter";
import { readConfiguration, type SignInPlace } from "../api/configuration.js";
import { KEYS } from "../api/queries.js";
import { session } from "../api/session.js";
import { beginSignIn, forgetThere, SIGNED_IN } from "../api/signIn.js";
import { Loaded } from "../parts/Loaded.js";
import { SignInByKey } from "./SignInByKey.js";
import { SignedIn } from "./SignedIn.js";

/** Asks who somebody is: by the sign-in that the console was deployed with, or by an admin key. */
export function SignIn() {
  const [path] = useLocation();
  const query = useQuery({ queryKey: KEYS.configuration(), queryFn: readConfiguration });
  useEffect(() => {
    document.title = "Sign in · Burgee";
  }, []);
  return (
    <main className="sign-in">
      <Container header={<Header variant="h1">Sign in to Burgee</Header>}>
        <Loaded query={query}>
          {({ sign_in }) => {
            if (sign_in === null) return <ByKey />;
            return path === SIGNED_IN ? <SignedIn place={sign_in} /> : <ByName place={sign_in} />;
          }}
        </Loaded>
      </Container>
    </main>
  );
}

/** Why somebody is here who was signed in a moment ago. */
function Notice({ place }: { place?: SignInPlace }) {
  if (session.notice === "") return null;
  const other = place && (
    <Button onClick={() => forgetThere(place)}>Sign in as somebody else</Button>
  );
  return (
    <Alert type="warning" action={other}>
      {session.notice}
    </Alert>
  );
}

function ByKey() {
  return (
    <SpaceBetween size="m">
      <Notice />
      <SignInByKey />
    </SpaceBetween>
  );
}

/** With a name; a key is for whoever runs the deployment, before there are people in it. */
function ByName({ place }: { place: SignInPlace }) {
  const [path] = useLocation();
  const [parameters] = useSearchParams();
  const [isLeaving, setIsLeaving] = useState(false);
  const begin = () => {
    setIsLeaving(true);
    const query = parameters.toString();
    void beginSignIn(place, query === "" ? path : `${path}?${query}`);
  };
  return (
    <SpaceBetween size="m">
      <Notice place={place} />
      <Box variant="p">You sign in with your e-mail address, on a page of its own.</Box>
      <Button variant="primary" fullWidth loading={isLeaving} onClick={begin}>
        Sign in
      </Button>
      <ExpandableSection headerText="Sign in with an admin key">
        <SignInByKey />
      </ExpandableSection>
    </SpaceBetween>
  );
}
