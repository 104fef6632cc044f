import { addDays, addMonths, daysBetween } from "../format/date";

export interface TimeRange {
  /** First day, inclusive. */
  since: string;
  /** First day after, exclusive. */
  until: string;
}

export const PRESETS = [
  { id: "this_month", label: "This month" },
  { id: "last_month", label: "Last month" },
  { id: "last_7_days", label: "Last 7 days" },
  { id: "last_30_days", label: "Last 30 days" },
  { id: "last_90_days", label: "Last 90 days" },
  { id: "this_quarter", label: "This quarter" },
  { id: "this_year", label: "This year" },
  { id: "last_12_months", label: "Last 12 months" },
] as const;

export type PresetId = (typeof PRESETS)[number]["id"];
export const DEFAULT_PRESET: PresetId = "this_month";

/** Bills are looked at by the month, once it is closed. */
const PAGE_PRESETS: Record<string, PresetId> = { "/match": "last_month" };

/** What a page shows where the address names no period. */
export function defaultPresetOf(pathname: string): PresetId {
  return PAGE_PRESETS[pathname] ?? DEFAULT_PRESET;
}

export function isPreset(value: unknown): value is PresetId {
  return PRESETS.some((preset) => preset.id === value);
}

/** Running periods end with the last complete day; on their first day they show that day. */
function running(since: string, today: string): TimeRange {
  return { since, until: today > since ? today : addDays(since, 1) };
}

/** The days of a preset. Only complete days count, so today is left out. */
export function resolvePreset(preset: PresetId, today: string): TimeRange {
  const month = `${today.slice(0, 7)}-01`;
  switch (preset) {
    case "this_month":
      return running(month, today);
    case "last_month":
      return { since: addMonths(month, -1), until: month };
    case "last_7_days":
      return { since: addDays(today, -7), until: today };
    case "last_30_days":
      return { since: addDays(today, -30), until: today };
    case "last_90_days":
      return { since: addDays(today, -90), until: today };
    case "this_quarter": {
      const monthNumber = Number(today.slice(5, 7));
      return running(addMonths(month, -((monthNumber - 1) % 3)), today);
    }
    case "this_year":
      return running(`${today.slice(0, 4)}-01-01`, today);
    case "last_12_months":
      return { since: addMonths(month, -12), until: month };
  }
}

/** The period to compare with: the same days of earlier months, else as many days before. */
export function previousRange(range: TimeRange): TimeRange {
  const lastDay = addDays(range.until, -1);
  if (range.since.endsWith("-01")) {
    const months =
      (Number(lastDay.slice(0, 4)) - Number(range.since.slice(0, 4))) * 12 +
      Number(lastDay.slice(5, 7)) -
      Number(range.since.slice(5, 7)) +
      1;
    const whole = range.until.endsWith("-01");
    const until = whole ? range.since : addDays(addMonths(lastDay, -months), 1);
    return { since: addMonths(range.since, -months), until };
  }
  const length = daysBetween(range.since, range.until);
  return { since: addDays(range.since, -length), until: range.since };
}

/** A grain that gives a readable number of points over the range. */
export function defaultGrain(range: TimeRange): string {
  const days = daysBetween(range.since, range.until);
  if (days <= 62) return "day";
  return days <= 190 ? "week" : "month";
}

const LONG = 120;

/** More days than that make bars of a pixel or two: weeks are easier to read. */
export function isLongForDays(range: TimeRange, grain: string): boolean {
  return grain === "day" && daysBetween(range.since, range.until) > LONG;
}

/** The whole months that a range touches. */
export function wholeMonths(range: TimeRange): TimeRange {
  const since = `${range.since.slice(0, 7)}-01`;
  const lastMonth = `${addDays(range.until, -1).slice(0, 7)}-01`;
  return { since, until: addMonths(lastMonth, 1) };
}
