import { useComputedColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo, useRef } from "react";
import { ApiError } from "../api/client";
import { ledgerQuery, type QueryInput } from "../api/queries";
import type { Catalog, Metric, Row } from "../api/types";
import type { Scope } from "../shell/useScope";
import { useCatalog } from "../shell/useScope";
import { isAdditive, whyNot } from "./metricKind";
import { buildChartData, type ChartData, MAX_SERIES, valueIn } from "./series";

const ROW_LIMIT = 10_000;
const STATE = "cost_state";

/** Only the ledger's cost is partly billed and partly estimated. */
function stateSplit(metric: Metric, catalog: Catalog): string[] {
  const known = catalog.dimensions.some(({ name }) => name === STATE);
  return metric.name === "cost" && known && whyNot(metric, STATE, STATE) === null ? [STATE] : [];
}

function withValue(rows: Row[], metric: string): Row[] {
  return rows.filter((row) => row[metric] != null);
}

/** A missing value compares as the empty string. */
function restrict(where: string | undefined, dimension: string, values: (string | null)[]) {
  const term = `${dimension} in ${JSON.stringify(values.map((value) => value ?? ""))}`;
  return where ? `(${where}) && ${term}` : term;
}

/**
 * Ask with the cost state beside the other names, and without it where the ledger does not
 * keep the two together: then bars are drawn without telling billed from calculated.
 */
function useSplitQuery(input: QueryInput, states: string[], isWanted: boolean) {
  const isSplit = states.length > 0;
  const split = useQuery(
    ledgerQuery({ ...input, by: [...input.by, ...states] }, isWanted && isSplit),
  );
  const isRefused = isSplit && split.error instanceof ApiError && split.error.problem.status < 500;
  const whole = useQuery(ledgerQuery(input, isWanted && (!isSplit || isRefused)));
  return isSplit && !isRefused ? split : whole;
}

export interface ChartQuestion {
  scope: Scope;
  metric: Metric;
  dimension: string | null;
  grain: string;
}

/**
 * Series of one metric over time. The largest values are asked for first, then their points,
 * then the sums, so that "other" is exact however many values there are.
 */
export function useChartData({ scope, metric, dimension, grain }: ChartQuestion) {
  const catalog = useCatalog();
  const scheme = useComputedColorScheme("light");
  const base = { ...scope, metrics: [metric.name] };
  const states = stateSplit(metric, catalog);
  const additive = isAdditive(metric);

  const largest = useQuery(
    ledgerQuery(
      {
        ...base,
        by: dimension ? [dimension] : [],
        order: `-${metric.name}`,
        limit: MAX_SERIES + 1,
      },
      dimension !== null,
    ),
  );
  const largestRows = largest.data?.rows;
  const order = useMemo(
    () => withValue(largestRows ?? [], metric.name).map((row) => valueIn(row, dimension ?? "")),
    [largestRows, dimension, metric],
  );
  const hasMore = order.length > MAX_SERIES;
  const where =
    dimension && hasMore
      ? restrict(scope.where, dimension, order.slice(0, MAX_SERIES))
      : scope.where;
  const ready = dimension === null || (largest.isSuccess && !largest.isPlaceholderData);
  const names = [...(dimension ? [dimension] : []), grain];
  const points = useSplitQuery({ ...base, where, by: names, limit: ROW_LIMIT }, states, ready);
  const sums = useSplitQuery(
    { ...base, by: [grain], limit: ROW_LIMIT },
    states,
    additive && hasMore && ready,
  );

  const isStale =
    points.isPlaceholderData ||
    (dimension !== null && largest.isPlaceholderData) ||
    (additive && hasMore && sums.isPlaceholderData);
  const data = useMemo(() => {
    if (isStale || !points.data || (dimension && !largest.data)) return undefined;
    if (additive && hasMore && !sums.data) return undefined;
    return buildChartData({
      rows: points.data.rows,
      dimension,
      grain,
      metric: metric.name,
      metricLabel: metric.label,
      range: scope,
      order,
      totals: additive && hasMore ? sums.data?.rows : undefined,
      scheme,
    });
  }, [
    isStale,
    points.data,
    largest.data,
    sums.data,
    order,
    additive,
    hasMore,
    dimension,
    grain,
    metric,
    scope,
    scheme,
  ]);

  const error = largest.error ?? points.error ?? sums.error;
  const refetch = () => Promise.all([largest.refetch(), points.refetch()]);
  // The drawn chart stays until all parts of the next one have arrived.
  const drawn = useRef<ChartData>(undefined);
  if (data) drawn.current = data;
  return { data: data ?? drawn.current, error, refetch, isStale: !data };
}
