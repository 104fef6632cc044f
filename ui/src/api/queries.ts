import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchJson, type Params, toQueryString } from "./client";
import type {
  Catalog,
  EndpointsAnswer,
  Explanation,
  OverviewAnswer,
  QueryAnswer,
  RequestAnswer,
  RequestsAnswer,
  Status,
} from "./types";

const MINUTE = 60_000;
/** The most rows that one answer may have. */
const CSV_LIMIT = 100_000;

export interface QueryInput {
  metrics: string[];
  by: string[];
  since: string;
  until: string;
  view: string;
  where?: string;
  order?: string;
  limit?: number;
}

/** The parameters of GET /query, as the API spells them. */
export function queryParams(input: QueryInput): Params {
  return {
    metrics: input.metrics.join(","),
    by: input.by.join(","),
    where: input.where,
    since: input.since,
    until: input.until,
    view: input.view,
    order: input.order,
    limit: input.limit,
  };
}

export const catalogQuery = queryOptions({
  queryKey: ["catalog"],
  queryFn: ({ signal }) => fetchJson<Catalog>("catalog", {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

export const statusQuery = queryOptions({
  queryKey: ["status"],
  queryFn: ({ signal }) => fetchJson<Status>("status", {}, signal),
  refetchInterval: 5 * MINUTE,
});

export function ledgerQuery(input: QueryInput, enabled = true) {
  return queryOptions({
    queryKey: ["query", queryParams(input)],
    queryFn: ({ signal }) => fetchJson<QueryAnswer>("query", queryParams(input), signal),
    placeholderData: keepPreviousData,
    enabled,
  });
}

export function overviewQuery(params: {
  since: string;
  until: string;
  view: string;
  where?: string;
  by: string;
}) {
  return queryOptions({
    queryKey: ["overview", params],
    queryFn: ({ signal }) => fetchJson<OverviewAnswer>("overview", { ...params }, signal),
    placeholderData: keepPreviousData,
  });
}

export function explainQuery(id: string) {
  return queryOptions({
    queryKey: ["explain", id],
    queryFn: ({ signal }) =>
      fetchJson<Explanation>(`explain/${encodeURIComponent(id)}`, {}, signal),
    enabled: id !== "",
  });
}

export interface EndpointsInput {
  by: string;
  since: string;
  until: string;
  view: string;
  where?: string;
}

export function endpointsQuery(input: EndpointsInput) {
  return queryOptions({
    queryKey: ["endpoints", input],
    queryFn: ({ signal }) => fetchJson<EndpointsAnswer>("endpoints", { ...input }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: MINUTE,
  });
}

export interface RequestsInput {
  since: string;
  until: string;
  where?: string;
  sample: string;
  limit: number;
  before?: string;
}

const LIVE_MS = 2500;

/** Requests, asked for again every few seconds while live and in sight; unchanged ones come from the browser's cache. */
export function requestsQuery(input: RequestsInput, isLive: boolean) {
  return queryOptions({
    queryKey: ["requests", input],
    queryFn: ({ signal }) => fetchJson<RequestsAnswer>("requests", { ...input }, signal),
    placeholderData: keepPreviousData,
    staleTime: isLive ? 0 : 30_000,
    refetchInterval: isLive ? LIVE_MS : false,
    refetchIntervalInBackground: false,
  });
}

export function requestQuery(id: string) {
  return queryOptions({
    queryKey: ["request", id],
    queryFn: ({ signal }) =>
      fetchJson<RequestAnswer>(`requests/${encodeURIComponent(id)}`, {}, signal),
    enabled: id !== "",
  });
}

/** Where the same answer downloads as CSV. */
export function csvHref(input: QueryInput): string {
  return `/api/v1/query.csv${toQueryString(queryParams({ ...input, limit: CSV_LIMIT }))}`;
}
