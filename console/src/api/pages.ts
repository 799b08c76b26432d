/** A list that the API answers page by page, as a table with a row of page numbers shows it. */

import { type QueryKey, useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { asProblem, type Problem } from "./problem.js";
import type { Page } from "./types.js";

export interface Pages<Item, Answer = Page<Item>> {
  /** The rows of the page that is looked at. */
  items: Item[];
  /** What else was answered with it. */
  answer: Answer | undefined;
  /** All rows that were brought so far. */
  brought: Item[];
  /** From 1 on. */
  number: number;
  /** How many are known of; `isOpenEnd`: there are more. */
  count: number;
  isOpenEnd: boolean;
  isLoading: boolean;
  problem: Problem | null;
  turnTo(number: number): Promise<void>;
  askAgain(): void;
}

/** Rows that are all there, as one page. */
export function onePage<Item>(items: Item[]): Pages<Item> {
  return {
    items,
    answer: { items, cursor: null },
    brought: items,
    number: 1,
    count: 1,
    isOpenEnd: false,
    isLoading: false,
    problem: null,
    turnTo: () => Promise.resolve(),
    askAgain: () => undefined,
  };
}

/** Pages under a query key, brought by `bring` from a cursor. A new key begins at its first. */
export function usePages<Answer extends Page<unknown>>(
  queryKey: QueryKey,
  bring: (cursor: string | undefined) => Promise<Answer>,
): Pages<Answer["items"][number], Answer> {
  const place = JSON.stringify(queryKey);
  const [looked, look] = useState({ place, number: 1 });
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => bring(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.cursor ?? undefined,
  });
  const pages = query.data?.pages ?? [];
  const number = looked.place === place ? Math.min(looked.number, Math.max(pages.length, 1)) : 1;
  return {
    items: pages[number - 1]?.items ?? [],
    answer: pages[number - 1],
    brought: pages.flatMap((page) => page.items),
    number,
    count: Math.max(pages.length, 1),
    isOpenEnd: query.hasNextPage,
    isLoading: query.isPending || query.isFetchingNextPage,
    problem: query.error ? asProblem(query.error) : null,
    async turnTo(wanted) {
      if (wanted > pages.length) await query.fetchNextPage();
      look({ place, number: wanted });
    },
    askAgain: () => void query.refetch(),
  };
}
