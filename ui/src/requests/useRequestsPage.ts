import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { endpointsQuery, statusQuery } from "../api/queries";
import { addDays } from "../format/date";
import { addTerm, termFor } from "../scope/filter";
import type { RequestsSearch } from "../scope/search";
import { useScope } from "../shell/useScope";

export const DIMENSIONS = [
  { value: "endpoint", label: "Endpoint" },
  { value: "service", label: "Service" },
  { value: "feature", label: "Feature" },
  { value: "model", label: "Model" },
] as const;

export function useRequestsSearch(): RequestsSearch {
  return useSearch({ strict: false }) as RequestsSearch;
}

/** What requests are told apart by, where the address names it. */
export function useBy(): string {
  const { by } = useRequestsSearch();
  return DIMENSIONS.some(({ value }) => value === by) && by ? by : "endpoint";
}

/** The period of the page: one that runs reaches to this moment, for requests are known at once. */
export function usePeriod() {
  const { since, until } = useScope();
  const { data: status } = useSuspenseQuery(statusQuery);
  const isRunning = until === status.today;
  return { since, until: isRunning ? addDays(until, 1) : until, isRunning };
}

export function useEndpoints() {
  const { by = "endpoint" } = useRequestsSearch();
  const { view, where } = useScope();
  const { since, until } = usePeriod();
  return { by, ...useQuery(endpointsQuery({ by, since, until, view, where })) };
}

/** The page's filter, and the one that is looked at with it. */
export function useNarrowed(): string | undefined {
  const { name } = useRequestsSearch();
  const by = useBy();
  const { where } = useScope();
  return name === undefined ? where : addTerm(where, termFor(by, name));
}
