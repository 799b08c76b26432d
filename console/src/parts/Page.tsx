import BreadcrumbGroup from "@cloudscape-design/components/breadcrumb-group";
import ContentLayout from "@cloudscape-design/components/content-layout";
import Header from "@cloudscape-design/components/header";
import { type ReactNode, useEffect, useRef } from "react";

interface PageProps {
  title: string;
  /** A sentence below the title. */
  description?: ReactNode;
  /** How many there are of what the page lists. */
  counter?: string;
  /** Buttons beside the title. */
  actions?: ReactNode;
  /** The pages above this one: title and address. */
  above?: readonly (readonly [text: string, href: string])[];
  children: ReactNode;
}

let hasShownOne = false;

/** One page: its title in the window and above the content. Whoever comes from another page by the
 * keyboard goes on reading here. */
export function Page({ title, description, counter, actions, above = [], children }: PageProps) {
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.title = `${title} · Burgee`;
  }, [title]);
  useEffect(() => {
    // The first page begins where the browser begins: at its top. Whoever is in a dialog stays.
    const isInDialog = document.activeElement?.closest("[role=dialog]") != null;
    if (hasShownOne && !isInDialog) top.current?.focus();
    hasShownOne = true;
  }, []);
  const trail = [...above, [title, ""] as const].map(([text, href]) => ({ text, href }));
  const header = (
    <div ref={top} tabIndex={-1} className="page-top">
      <Header variant="h1" description={description} counter={counter} actions={actions}>
        {title}
      </Header>
    </div>
  );
  const breadcrumbs = above.length > 0 && <BreadcrumbGroup items={trail} />;
  return (
    <ContentLayout header={header} breadcrumbs={breadcrumbs || undefined}>
      {children}
    </ContentLayout>
  );
}
