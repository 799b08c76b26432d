import Tabs from "@cloudscape-design/components/tabs";
import { hasRole, useCaller } from "../../api/caller.js";
import { Page } from "../../parts/Page.js";
import { useParameter } from "../../parts/useParameter.js";
import { TABS } from "./tabs.js";

const ABOUT =
  "What holds for all of Burgee here: where flags are served, who may do what, who is told.";

/** Environments, keys, roles, webhooks, and what the people on call look at. */
export function SettingsPage() {
  const [chosen, choose] = useParameter("tab");
  const caller = useCaller();
  const tabs = TABS.filter(({ role }) => caller && hasRole(caller, role));
  const active = tabs.find(({ id }) => id === chosen) ?? tabs[0];
  return (
    <Page title="Settings" description={ABOUT}>
      <Tabs
        tabs={tabs.map(({ id, label, content: Content }) => ({ id, label, content: <Content /> }))}
        activeTabId={active?.id ?? ""}
        ariaLabel="What there is to set"
        onChange={({ detail }) => choose(detail.activeTabId)}
      />
    </Page>
  );
}
