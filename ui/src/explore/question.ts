import type { Catalog, Metric } from "../api/types";
import { isGrain } from "../chart/buckets";
import { defaultGrain } from "../scope/range";
import { type ExploreSearch, splitList } from "../scope/search";
import type { Scope } from "../shell/useScope";

export interface Question {
  /** The names in the URL, known or not: the API says what it does not know. */
  names: string[];
  metrics: Metric[];
  dimensions: string[];
  grain: string | null;
  /** The metric that the chart draws. */
  charted: Metric | undefined;
}

const DEFAULT_METRIC = "cost";
const DEFAULT_DIMENSION = "cost_group";

/** What the URL asks. An empty URL asks for cost by group over time. */
export function readQuestion(search: ExploreSearch, catalog: Catalog, scope: Scope): Question {
  const asked = splitList(search.metrics);
  const names = asked.length > 0 ? asked : [DEFAULT_METRIC];
  const metrics = names.flatMap((name) => catalog.metrics.filter((metric) => metric.name === name));
  const by =
    search.by === undefined ? [DEFAULT_DIMENSION, defaultGrain(scope)] : splitList(search.by);
  return {
    names,
    metrics,
    dimensions: by.filter((name) => !isGrain(name) && name !== NOTHING),
    grain: by.find(isGrain) ?? null,
    charted: metrics.find(({ name }) => name === search.chart) ?? metrics[0],
  };
}

/** In the URL, `by=total` asks for one sum, since an absent `by` asks for the default. */
export const NOTHING = "total";

export function printBy(dimensions: string[], grain: string | null): string {
  return [...dimensions, ...(grain ? [grain] : [])].join(",") || NOTHING;
}
