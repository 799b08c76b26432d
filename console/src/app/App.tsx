import { I18nProvider } from "@cloudscape-design/components/i18n";
import messages from "@cloudscape-design/components/i18n/messages/all.en";
import { QueryClientProvider } from "@tanstack/react-query";
import { Suspense, useState } from "react";
import { Router, useLocation } from "wouter";
import { useCallerQuery } from "../api/caller.js";
import { useEnvironments } from "../api/environments.js";
import { newQueryClient } from "../api/queries.js";
import { useIsSignedIn } from "../api/session.js";
import { Changes } from "../parts/Changes.js";
import { Loaded, Waiting } from "../parts/Loaded.js";
import { MessageKeeper } from "../parts/Messages.js";
import { ChosenEnvironment } from "./EnvironmentChoice.js";
import { Failsafe } from "./Failsafe.js";
import { OwnFlags } from "./OwnFlags.js";
import { Routes } from "./Routes.js";
import { SignIn } from "./SignIn.js";
import { Shell } from "./Shell.js";
import { BASE } from "./sections.js";

/** The whole console. */
export function App() {
  const [client] = useState(newQueryClient);
  const isSignedIn = useIsSignedIn();
  return (
    <I18nProvider locale="en" messages={[messages]}>
      <QueryClientProvider client={client}>
        <Router base={BASE}>{isSignedIn ? <Console /> : <SignIn />}</Router>
      </QueryClientProvider>
    </I18nProvider>
  );
}

function Console() {
  const [path] = useLocation();
  const caller = useCallerQuery();
  useEnvironments(); // asked for at the same time
  return (
    <Loaded query={caller}>
      {() => (
        <OwnFlags>
          <MessageKeeper>
            <Changes>
              <ChosenEnvironment>
                <Shell>
                  <Failsafe place={path}>
                    <Suspense fallback={<Waiting />}>
                      <Routes />
                    </Suspense>
                  </Failsafe>
                </Shell>
              </ChosenEnvironment>
            </Changes>
          </MessageKeeper>
        </OwnFlags>
      )}
    </Loaded>
  );
}
