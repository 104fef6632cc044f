import { addDays } from "../format/date";
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

export interface RequestsSearch extends ScopeSearch {
  /** What requests are told apart by: endpoint unless said otherwise. */
  by?: string;
  /** The one that is looked at. */
  name?: string;
  order?: string;
  sample?: string;
  /** The list stands still. */
  paused?: string;
  /** The list begins after this request. */
  before?: string;
  /** The request whose lineage is open. */
  request?: string;
}

export interface MatchSearch extends ScopeSearch {
  /** Which part of the page: bills unless said otherwise. */
  tab?: string;
  /** The bill that is looked at. */
  bill?: string;
  /** Only what is open. */
  show?: string;
  issuer?: string;
  order?: string;
  /** The commitment whose months are open. */
  commitment?: string;
  /** What seats are told apart by: product unless said otherwise. */
  by?: string;
  /** Order of the seats that nobody uses. */
  order_unused?: string;
}

export interface SourcesSearch extends ScopeSearch {
  /** The source whose syncs are open. */
  source?: string;
  /** The kind of source that someone wants to add. */
  add?: string;
  order?: string;
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

/** A day of the calendar: 2026-02-31 has the form of one, but is none. */
function isDay(value: string): boolean {
  return DAY.test(value) && !Number.isNaN(Date.parse(value)) && addDays(value, 0) === value;
}

function isPeriod(since: string | undefined, until: string | undefined): boolean {
  return Boolean(since && until && isDay(since) && isDay(until) && since < until);
}

/** Days that are no period stay in the address, so that a page can say so. */
export function readScope(raw: RawSearch): ScopeSearch {
  const since = text(raw, "since")?.slice(0, 10);
  const until = text(raw, "until")?.slice(0, 10);
  return {
    range: isPeriod(since, until) ? undefined : text(raw, "range"),
    since,
    until,
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

export function readRequests(raw: RawSearch): RequestsSearch {
  return {
    ...readScope(raw),
    by: text(raw, "by"),
    name: text(raw, "name"),
    order: text(raw, "order"),
    sample: text(raw, "sample"),
    paused: text(raw, "paused"),
    before: text(raw, "before"),
    request: text(raw, "request"),
  };
}

export function readMatch(raw: RawSearch): MatchSearch {
  return {
    ...readScope(raw),
    tab: text(raw, "tab"),
    bill: text(raw, "bill"),
    show: text(raw, "show"),
    issuer: text(raw, "issuer"),
    order: text(raw, "order"),
    commitment: text(raw, "commitment"),
    by: text(raw, "by"),
    order_unused: text(raw, "order_unused"),
  };
}

export function readSources(raw: RawSearch): SourcesSearch {
  return {
    ...readScope(raw),
    source: text(raw, "source"),
    add: text(raw, "add"),
    order: text(raw, "order"),
  };
}

/** The preset that the address means; none where it gives days. */
export function presetOf(
  { since, until, range }: ScopeSearch,
  fallback: PresetId = DEFAULT_PRESET,
): PresetId | null {
  if (isPeriod(since, until)) return null;
  return isPreset(range) ? range : fallback;
}

export function resolveRange(
  scope: ScopeSearch,
  today: string,
  fallback: PresetId = DEFAULT_PRESET,
): TimeRange {
  const { since, until } = scope;
  const preset = presetOf(scope, fallback);
  if (preset === null && since && until) return { since, until };
  return resolvePreset(preset ?? fallback, today);
}

function misreadDays(raw: RawSearch): string | null {
  const since = text(raw, "since")?.slice(0, 10);
  const until = text(raw, "until")?.slice(0, 10);
  if ((!since && !until) || isPeriod(since, until)) return null;
  const wrong = Object.entries({ since, until }).find(([, day]) => day && !isDay(day));
  if (wrong) return `${wrong[0]}=${wrong[1]} is no day; days are written like 2026-11-01`;
  if (!since) return `until=${until} lacks its since, the first day`;
  if (!until) return `since=${since} lacks its until, the day after the last`;
  return `until=${until} does not come after since=${since}`;
}

export interface Misread {
  what: "period" | "view";
  /** What the address says and why it was not understood. */
  text: string;
}

/** The parts of an address that are not understood, and that something else is shown for. */
export function misreadParts(raw: RawSearch, views: string[]): Misread[] {
  const found: Misread[] = [];
  const days = misreadDays(raw);
  const range = text(raw, "range");
  const view = text(raw, "view");
  if (days) found.push({ what: "period", text: days });
  else if (range && !isPreset(range)) {
    found.push({ what: "period", text: `range=${range} is no known period` });
  }
  if (view && !views.includes(view)) {
    found.push({ what: "view", text: `view=${view} is none of ${views.join(", ")}` });
  }
  return found;
}

export function splitList(value: string | undefined): string[] {
  return (value ?? "")
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
}
