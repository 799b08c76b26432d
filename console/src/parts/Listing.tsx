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

interface ListingProps<Item> {
  /** What the rows are, in the plural: said to who does not see them. */
  label: string;
  pages: Pages<Item>;
  /** The first one names the row. */
  columns: readonly [Column<Item>, ...Column<Item>[]];
  keyOf: (item: Item) => string;
  filter?: ReactNode;
  header?: ReactNode;
  empty: ReactNode;
}

/** A paged list: a table where there is room for one, cards where there is not. */
export function Listing<Item>(props: ListingProps<Item>) {
  const isWide = useIsWide();
  const { pages, label, keyOf } = props;
  if (pages.problem && pages.brought.length === 0) {
    return <Refusal problem={pages.problem} again={pages.askAgain} />;
  }
  const shared = {
    items: pages.items,
    trackBy: keyOf,
    loading: pages.isLoading,
    loadingText: `Loading ${label}`,
    empty: props.empty,
    filter: props.filter,
    header: props.header,
    pagination: hasOthers(pages) ? <PageNumbers pages={pages} label={label} /> : undefined,
  };
  const [name, ...columns] = props.columns;
  if (isWide) {
    const definitions = [{ ...name, isRowHeader: true }, ...columns];
    const labels = { tableLabel: label };
    return <Table {...shared} columnDefinitions={definitions} ariaLabels={labels} wrapLines />;
  }
  const sections = columns.map(({ id, header, cell, share = 100 }) => ({
    id,
    header,
    content: cell,
    width: share,
  }));
  const card = { header: name.cell, sections };
  return <Cards {...shared} cardDefinition={card} cardsPerRow={[{ cards: 1 }]} />;
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
