import type { Metric } from "../api/types";
import type { NumberStyle } from "../format/number";

const PER = /_per_|^p\d+_|^avg_|_utilization$/;

/** Sums may be stacked and have a rest; rates, unit costs and percentiles may not. */
export function isAdditive(metric: Pick<Metric, "name" | "unit">): boolean {
  if (metric.unit === "ratio" || metric.unit === "percent" || metric.unit === "ms") return false;
  return !PER.test(metric.name);
}

/** How a metric's numbers are written; prices per something keep more digits. */
export function styleOf(
  metric: Pick<Metric, "name" | "unit">,
  currency: string | null | undefined,
): NumberStyle {
  return {
    unit: metric.unit,
    currency,
    isUnitCost: metric.unit === "money" && !isAdditive(metric),
  };
}

/** Cost and what is made from it; calculated cost, its percentiles and revenue know no view. */
const OF_COST = /^(cost|ai_cost|ai_share|margin)(_|$)/;

/** Whether the chosen cost view changes what a metric means. */
export function isOfView(name: string): boolean {
  return OF_COST.test(name);
}

/** Why a metric cannot be split by a name, or null when it can. */
export function whyNot(metric: Metric, name: string, label: string): string | null {
  const isTime = ["hour", "day", "week", "month", "quarter", "year"].includes(name);
  const allowed = isTime ? metric.grains : metric.dimensions;
  if (allowed.includes("*") || allowed.includes(name)) return null;
  return `${metric.label} is not known by ${label.toLowerCase()}`;
}
