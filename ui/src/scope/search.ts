import { DEFAULT_PRESET, isPreset, type PresetId, resolvePreset, type TimeRange } from "./range";

/** What every page keeps in the URL, so that a link shows a colleague the same thing. */
export interface ScopeSearch {
  range?: string;
  since?: string;
  until?: string;
  view?: string;
  where?: string;
  explain?: string;
}

export interface OverviewSearch extends ScopeSearch {
  by?: string;
  grain?: string;
}

export interface ExploreSearch extends ScopeSearch {
  metrics?: string;
  by?: string;
  order?: string;
  compare?: string;
  chart?: string;
}

export const DEFAULT_VIEW = "consumption";
const DAY = /^\d{4}-\d{2}-\d{2}$/;

export type RawSearch = Record<string, unknown>;

function text(raw: RawSearch, name: string): string | undefined {
  const value = raw[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** URL text to parameters: plain strings, never JSON, the same names as the API's. */
export function parseSearch(query: string): RawSearch {
  return Object.fromEntries(new URLSearchParams(query));
}

export function stringifySearch(search: RawSearch): string {
  const params = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined && value !== null && value !== "") params.set(name, String(value));
  }
  // Commas separate names in lists and may stay readable.
  const printed = params.toString().replaceAll("%2C", ",");
  return printed ? `?${printed}` : "";
}

export function readScope(raw: RawSearch): ScopeSearch {
  const since = text(raw, "since")?.slice(0, 10);
  const until = text(raw, "until")?.slice(0, 10);
  const dated = since && until && DAY.test(since) && DAY.test(until) && since < until;
  const range = text(raw, "range");
  return {
    range: !dated && isPreset(range) ? range : undefined,
    since: dated ? since : undefined,
    until: dated ? until : undefined,
    view: text(raw, "view"),
    where: text(raw, "where"),
    explain: text(raw, "explain"),
  };
}

export function readOverview(raw: RawSearch): OverviewSearch {
  return { ...readScope(raw), by: text(raw, "by"), grain: text(raw, "grain") };
}

export function readExplore(raw: RawSearch): ExploreSearch {
  return {
    ...readScope(raw),
    metrics: text(raw, "metrics"),
    by: text(raw, "by"),
    order: text(raw, "order"),
    compare: text(raw, "compare"),
    chart: text(raw, "chart"),
  };
}

export function resolveRange(scope: ScopeSearch, today: string): TimeRange {
  if (scope.since && scope.until) return { since: scope.since, until: scope.until };
  return resolvePreset((scope.range as PresetId | undefined) ?? DEFAULT_PRESET, today);
}

export function splitList(value: string | undefined): string[] {
  return (value ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}
