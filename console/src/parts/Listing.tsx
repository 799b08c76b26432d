import Cards from "@cloudscape-design/components/cards";
import Pagination from "@cloudscape-design/components/pagination";
import Table from "@cloudscape-design/components/table";
import type { ReactNode } from "react";
import type { Pages } from "../api/pages.js";
import { Refusal } from "./Refusal.js";
import { useIsWide } from "./useIsWide.js";

export interface Column<Item> {
  id: string;
  header: string;
  cell: (item: Item) => ReactNode;
  /** Of the table's column, in pixels, where its content alone would make it too narrow or wide. */
  minWidth?: number;
  maxWidth?: number;
  /** Of a card's width, in percent, where several fit beside each other. */
  share?: number;
}

interface RowsProps<Item> {
  /** What the rows are, in the plural: said to who does not see them. */
  label: string;
  items: readonly Item[];
  /** The first one names the row. */
  columns: readonly [Column<Item>, ...Column<Item>[]];
  keyOf: (item: Item) => string;
  isLoading?: boolean;
  filter?: ReactNode;
  header?: ReactNode;
  pagination?: ReactNode;
  empty: ReactNode;
}

interface ListingProps<Item> extends Omit<RowsProps<Item>, "items" | "isLoading" | "pagination"> {
  pages: Pages<Item>;
}

/** A paged list, or why it cannot be had. */
export function Listing<Item>({ pages, ...rows }: ListingProps<Item>) {
  if (pages.problem && pages.brought.length === 0) {
    return <Refusal problem={pages.problem} again={pages.askAgain} />;
  }
  const numbers = hasOthers(pages) && <PageNumbers pages={pages} label={rows.label} />;
  return (
    <Rows
      {...rows}
      items={pages.items}
      isLoading={pages.isLoading}
      pagination={numbers || undefined}
    />
  );
}

/** A list: a table where there is room for one, cards where there is not. */
export function Rows<Item>(props: RowsProps<Item>) {
  const isWide = useIsWide();
  const { label, items, keyOf, isLoading = false, empty, filter, header, pagination } = props;
  const shared = {
    items,
    trackBy: keyOf,
    loading: isLoading,
    loadingText: `Loading ${label}`,
    ...{ empty, filter, header, pagination },
  };
  const [name, ...columns] = props.columns;
  if (isWide) {
    const breaking = { ...name, cell: broken(name), isRowHeader: true };
    const definitions = [breaking, ...columns];
    const labels = { tableLabel: label };
    return <Table {...shared} columnDefinitions={definitions} ariaLabels={labels} wrapLines />;
  }
  const sections = columns.map((column) => ({
    id: column.id,
    header: column.header,
    content: broken(column),
    width: column.share ?? 100,
  }));
  const card = { header: broken(name), sections };
  return <Cards {...shared} cardDefinition={card} cardsPerRow={[{ cards: 1 }]} />;
}

/** A cell whose words may go on in the next line anywhere: names have no longest one. */
function broken<Item>({ cell }: Column<Item>): Column<Item>["cell"] {
  return (item) => <div className="breaks">{cell(item)}</div>;
}

function hasOthers<Item>(pages: Pages<Item>): boolean {
  return pages.count > 1 || pages.isOpenEnd;
}

function PageNumbers<Item>({ pages, label }: { pages: Pages<Item>; label: string }) {
  return (
    <Pagination
      currentPageIndex={pages.number}
      pagesCount={pages.count}
      openEnd={pages.isOpenEnd}
      disabled={pages.isLoading}
      ariaLabels={{
        paginationLabel: `Pages of ${label}`,
        nextPageLabel: "Next page",
        previousPageLabel: "Page before",
        pageLabel: (number) => `Page ${number}`,
      }}
      onChange={({ detail }) => void pages.turnTo(detail.currentPageIndex)}
    />
  );
}
