import type { Row } from "../api/types";
import { labelOfValue } from "../format/value";
import { colorsOf, restColor, type Scheme } from "../palette/palette";
import type { TimeRange } from "../scope/range";
import { allBuckets } from "./buckets";

export const MAX_SERIES = 8;
const INVOICED = "invoiced";

export interface Series {
  /** The dimension's value; null where the row has none. */
  value: string | null;
  label: string;
  color: string;
  isOther: boolean;
  /** Billed or plain values, one a bucket; null is a gap. */
  points: (number | null)[];
  /** Parts that no bill covers yet; empty when the metric has no such parts. */
  estimated: (number | null)[];
}

export interface ChartData {
  grain: string;
  buckets: string[];
  /** The buckets lie in different years, so each names its own. */
  spansYears: boolean;
  series: Series[];
}

export interface FoldInput {
  rows: Row[];
  /** The dimension that makes the series; none draws one series. */
  dimension: string | null;
  grain: string;
  metric: string;
  metricLabel: string;
  range: TimeRange;
  /** Values in the order of their size. */
  order: (string | null)[];
  /** Sums of all values per bucket, from which "other" is what the series leave over. */
  totals?: Row[];
  scheme: Scheme;
}

interface Cells {
  points: Map<string, number>;
  estimated: Map<string, number>;
}

function add(cells: Cells, row: Row, bucket: string, metric: string): void {
  const amount = row[metric];
  if (amount === null || amount === undefined) return;
  const isEstimate = row.cost_state != null && row.cost_state !== INVOICED;
  const into = isEstimate ? cells.estimated : cells.points;
  into.set(bucket, (into.get(bucket) ?? 0) + Number(amount));
}

function fold(rows: Row[], key: (row: Row) => string | null, input: FoldInput) {
  const folded = new Map<string | null, Cells>();
  for (const row of rows) {
    const value = key(row);
    const cells = folded.get(value) ?? { points: new Map(), estimated: new Map() };
    folded.set(value, cells);
    add(cells, row, String(row[input.grain]).slice(0, 19), input.metric);
  }
  return folded;
}

function subtract(total: Map<string, number>, parts: Map<string, number>[]): Map<string, number> {
  const rest = new Map<string, number>();
  for (const [bucket, amount] of total) {
    const left = parts.reduce((sum, part) => sum - (part.get(bucket) ?? 0), amount);
    // Binary rounding leaves dust where the parts are the whole.
    if (Math.abs(left) > Math.abs(amount) * 1e-9) rest.set(bucket, left);
  }
  return rest;
}

function toSeries(
  value: string | null,
  cells: Cells,
  buckets: string[],
  look: { label: string; color: string; isOther: boolean },
): Series {
  const read = (from: Map<string, number>) => buckets.map((bucket) => from.get(bucket) ?? null);
  const estimated = cells.estimated.size > 0 ? read(cells.estimated) : [];
  return { value, ...look, points: read(cells.points), estimated };
}

/** A dimension's value in a row, as text. */
export function valueIn(row: Row, dimension: string): string | null {
  const value = row[dimension];
  return value === null || value === undefined ? null : String(value);
}

/** Rows of a query to at most eight series by size plus "other", one point a bucket. */
export function buildChartData(input: FoldInput): ChartData {
  const { dimension, order, scheme } = input;
  const key = (row: Row) => (dimension ? valueIn(row, dimension) : null);
  const folded = fold(input.rows, key, input);
  const shown = dimension ? order.slice(0, MAX_SERIES) : [null];
  const colors = colorsOf(dimension ? shown : [input.metric], scheme);
  const seen = [...folded.values()].flatMap((cells) => [
    ...cells.points.keys(),
    ...cells.estimated.keys(),
  ]);
  const buckets = allBuckets(input.range, input.grain, seen);
  const none: Cells = { points: new Map(), estimated: new Map() };
  const series = shown.map((value) =>
    toSeries(value, folded.get(value) ?? none, buckets, {
      label: dimension ? labelOfValue(value, dimension) : input.metricLabel,
      color: colors.get(dimension ? value : input.metric) ?? "#888888",
      isOther: false,
    }),
  );
  if (dimension && input.totals) {
    const total = fold(input.totals, () => null, input).get(null) ?? none;
    const parts = shown.map((value) => folded.get(value) ?? none);
    const rest: Cells = {
      points: subtract(
        total.points,
        parts.map((cells) => cells.points),
      ),
      estimated: subtract(
        total.estimated,
        parts.map((cells) => cells.estimated),
      ),
    };
    if (rest.points.size + rest.estimated.size > 0) {
      const color = restColor(colors.values(), scheme);
      series.push(toSeries(null, rest, buckets, { label: "Other", color, isOther: true }));
    }
  }
  const spansYears = buckets[0]?.slice(0, 4) !== buckets.at(-1)?.slice(0, 4);
  return { grain: input.grain, buckets, spansYears, series };
}
