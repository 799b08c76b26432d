import Link from "@cloudscape-design/components/link";
import { Empty } from "../parts/Empty.js";
import { Page } from "../parts/Page.js";
import { href } from "./sections.js";

export function NotFound() {
  return (
    <Page title="There is no such page">
      <Empty title="Nothing is at this address" action={<Link href={href("/flags")}>Flags</Link>}>
        It may have been written down wrong, or what it showed has another key by now.
      </Empty>
    </Page>
  );
}
