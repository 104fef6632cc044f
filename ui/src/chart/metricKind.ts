import type { Metric } from "../api/types";

const PER = /_per_|^p\d+_|^avg_|_utilization$/;

/** Sums may be stacked and have a rest; rates, unit costs and percentiles may not. */
export function isAdditive(metric: Pick<Metric, "name" | "unit">): boolean {
  if (metric.unit === "ratio" || metric.unit === "percent" || metric.unit === "ms") return false;
  return !PER.test(metric.name);
}

export interface Incompatible {
  reason: string;
}

/** Why a metric cannot be split by a name, or null when it can. */
export function whyNot(metric: Metric, name: string, label: string): string | null {
  const isTime = ["hour", "day", "week", "month", "quarter", "year"].includes(name);
  const allowed = isTime ? metric.grains : metric.dimensions;
  if (allowed.includes("*") || allowed.includes(name)) return null;
  return `${metric.label} is not known by ${label.toLowerCase()}`;
}
