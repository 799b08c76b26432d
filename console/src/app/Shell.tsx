import Alert from "@cloudscape-design/components/alert";
import AppLayout from "@cloudscape-design/components/app-layout";
import Button from "@cloudscape-design/components/button";
import SideNavigation from "@cloudscape-design/components/side-navigation";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { type ReactNode, useState } from "react";
import { useLocation } from "wouter";
import { useMay } from "../api/caller.js";
import { useEnvironmentDocument } from "../api/environments.js";
import { whoSigned } from "../parts/actors.js";
import { Breakable } from "../parts/Breakable.js";
import { useMake } from "../parts/Changes.js";
import { Messages } from "../parts/Messages.js";
import { When } from "../parts/When.js";
import { useIsWide } from "../parts/useIsWide.js";
import { useEnvironmentChoice } from "./EnvironmentChoice.js";
import { liftOf } from "./emergencyStop.js";
import { isPage } from "./pages.js";
import { href, SECTIONS, sectionOf } from "./sections.js";
import { TopBar } from "./TopBar.js";
import { useOwnLinks } from "./useOwnLinks.js";

const NAVIGATION_WIDTH = 220;

/** What stands around every page. */
export function Shell({ children }: { children: ReactNode }) {
  const isWide = useIsWide();
  const [isOpen, setIsOpen] = useState<boolean | null>(null);
  useOwnLinks(() => setIsOpen((open) => (isWide ? open : false)));
  return (
    <>
      <a className="skip" href="#content">
        Skip to the content
      </a>
      <TopBar />
      <AppLayout
        headerSelector="#top"
        toolsHide
        navigationWidth={NAVIGATION_WIDTH}
        navigation={<Navigation />}
        navigationOpen={isOpen ?? isWide}
        onNavigationChange={({ detail }) => setIsOpen(detail.open)}
        notifications={<Messages />}
        content={
          <div id="content" tabIndex={-1}>
            <SpaceBetween size="l">
              <Stopped />
              {children}
            </SpaceBetween>
          </div>
        }
        ariaLabels={{
          navigation: "Navigation",
          navigationToggle: "Open navigation",
          navigationClose: "Close navigation",
          notifications: "Messages",
        }}
      />
    </>
  );
}

function Navigation() {
  const [path] = useLocation();
  const items = SECTIONS.filter(({ path: to }) => isPage(to)).map(({ title, path: to }) => ({
    type: "link" as const,
    text: title,
    href: href(to),
  }));
  return <SideNavigation items={items} activeHref={href(sectionOf(path)?.path ?? "")} />;
}

/** That an emergency stop stands in the environment that is looked at. */
function Stopped() {
  const { environment, row } = useEnvironmentChoice();
  return row.summary.is_stopped ? <Halted environment={environment} /> : null;
}

function Halted({ environment }: { environment: string }) {
  const halt = useEnvironmentDocument(environment).data?.document.halt;
  const mayLift = useMay("editor")(environment);
  const make = useMake();
  const lift = <Button onClick={() => void make(liftOf(environment))}>Lift the stop</Button>;
  return (
    <Alert type="warning" header={`${environment} is stopped`} action={mayLift && lift}>
      No rollout and no experiment decides there until the stop is lifted.
      {halt && (
        <>
          {" "}
          Stopped <When at={halt.at} /> by <Breakable text={whoSigned(halt)} />: {halt.reason}
        </>
      )}
    </Alert>
  );
}
