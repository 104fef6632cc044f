import { keepPreviousData, queryOptions, useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { fetchJson } from "../api/client";
import type { Commitments, Invoices, Reconciliation, Seats, ShadowAi } from "../api/types";
import { type TimeRange, wholeMonths } from "../scope/range";
import type { MatchSearch } from "../scope/search";
import { useScope } from "../shell/useScope";

export function useMatchSearch(): MatchSearch {
  return useSearch({ strict: false }) as MatchSearch;
}

/** Bills are matched by the month: the period's months as a whole. */
export function useMonths(): TimeRange {
  return wholeMonths(useScope());
}

function monthsQuery<T>(path: string, months: TimeRange) {
  return queryOptions({
    queryKey: [path, months],
    queryFn: ({ signal }) => fetchJson<T>(path, { ...months }, signal),
    placeholderData: keepPreviousData,
  });
}

export function useReconciliation() {
  return useQuery(monthsQuery<Reconciliation>("reconcile", useMonths()));
}

export function useShadowAi() {
  return useQuery(monthsQuery<ShadowAi>("shadow-ai", useMonths()));
}

export function useInvoices() {
  return useQuery({
    queryKey: ["invoices"],
    queryFn: ({ signal }) => fetchJson<Invoices>("invoices", {}, signal),
  });
}

export function useCommitments() {
  return useQuery({
    queryKey: ["commitments"],
    queryFn: ({ signal }) => fetchJson<Commitments>("commitments", {}, signal),
  });
}

/** Seats as they stand now. */
export function useSeats() {
  const by = useMatchSearch().by === "team" ? "team" : "product";
  return useQuery({
    queryKey: ["seats", by],
    queryFn: ({ signal }) => fetchJson<Seats>("seats", { by }, signal),
    placeholderData: keepPreviousData,
  });
}
