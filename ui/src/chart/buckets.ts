import { addDays, addMonths } from "../format/date";
import type { TimeRange } from "../scope/range";

export const GRAINS = ["hour", "day", "week", "month", "quarter", "year"];

export function isGrain(name: string): boolean {
  return GRAINS.includes(name);
}

function startOf(day: string, grain: string): string {
  if (grain === "week") {
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    return addDays(day, -((weekday + 6) % 7));
  }
  if (grain === "month") return `${day.slice(0, 7)}-01`;
  if (grain === "quarter") {
    const month = Math.floor((Number(day.slice(5, 7)) - 1) / 3) * 3 + 1;
    return `${day.slice(0, 4)}-${String(month).padStart(2, "0")}-01`;
  }
  return grain === "year" ? `${day.slice(0, 4)}-01-01` : day;
}

const MONTHS: Record<string, number> = { month: 1, quarter: 3, year: 12 };

function next(bucket: string, grain: string): string {
  const months = MONTHS[grain];
  if (months) return addMonths(bucket, months);
  return addDays(bucket, grain === "week" ? 7 : 1);
}

/** Days after the bucket's own start, so that a click can narrow the period to it. */
export function bucketRange(bucket: string, grain: string): TimeRange {
  const day = bucket.slice(0, 10);
  return { since: day, until: next(day, grain === "hour" ? "day" : grain) };
}

/** Every bucket of the range, so that a day without cost is a gap and not a jump. */
export function allBuckets(range: TimeRange, grain: string, seen: Iterable<string>): string[] {
  const known = new Set(seen);
  if (grain !== "hour") {
    let bucket = startOf(range.since, grain);
    while (bucket < range.until) {
      known.add(bucket);
      bucket = next(bucket, grain);
    }
  }
  return [...known].sort();
}
