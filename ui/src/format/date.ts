const LOCALE = "en-GB";
const UTC = "UTC";

function parse(day: string): Date {
  return new Date(day.length === 10 ? `${day}T00:00:00Z` : day);
}

function show(day: string, options: Intl.DateTimeFormatOptions): string {
  const text = new Intl.DateTimeFormat(LOCALE, { timeZone: UTC, ...options }).format(parse(day));
  // British English writes four letters for this one month; columns want three.
  return text.replace("Sept", "Sep");
}

export function formatDay(day: string): string {
  return show(day, { day: "numeric", month: "short", year: "numeric" });
}

export function formatDayShort(day: string): string {
  return show(day, { day: "numeric", month: "short" });
}

/** A bucket of a time grain, as axes and tables name it; with the year where years differ. */
export function formatBucket(bucket: string, grain: string, hasYear = false): string {
  const date = parse(bucket);
  if (Number.isNaN(date.getTime())) return bucket;
  if (grain === "hour") {
    const year = hasYear ? ({ year: "numeric" } as const) : {};
    const clock = { hour: "2-digit", minute: "2-digit" } as const;
    return show(bucket, { day: "numeric", month: "short", ...year, ...clock });
  }
  if (grain === "month") return show(bucket, { month: "short", year: "numeric" });
  if (grain === "quarter")
    return `Q${Math.floor(date.getUTCMonth() / 3) + 1} ${date.getUTCFullYear()}`;
  if (grain === "year") return String(date.getUTCFullYear());
  return hasYear ? formatDay(bucket) : formatDayShort(bucket);
}

/** "1–20 Nov 2026" for a half-open range of days. */
export function formatRange(since: string, until: string): string {
  const last = addDays(until, -1);
  if (since >= last) return formatDay(since);
  if (since.slice(0, 7) === last.slice(0, 7)) {
    return `${parse(since).getUTCDate()}–${formatDay(last)}`;
  }
  const from = since.slice(0, 4) === last.slice(0, 4) ? formatDayShort(since) : formatDay(since);
  return `${from} – ${formatDay(last)}`;
}

export function addDays(day: string, days: number): string {
  const date = parse(day.slice(0, 10));
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/** The same day some months away, held inside the shorter month. */
export function addMonths(day: string, months: number): string {
  const date = parse(day.slice(0, 10));
  const wanted = date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + months);
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  date.setUTCDate(Math.min(wanted, last));
  return date.toISOString().slice(0, 10);
}

export function daysBetween(since: string, until: string): number {
  return Math.round((parse(until).getTime() - parse(since).getTime()) / 86_400_000);
}

/** "usage to 14:05, bills to 18 Nov", from the status answer. */
export function formatFreshness(
  usageUntil: string | null,
  billsUntil: string | null,
  today: string,
): string {
  const parts: string[] = [];
  if (usageUntil) {
    const clock = show(usageUntil, { hour: "2-digit", minute: "2-digit" });
    const sameDay = usageUntil.slice(0, 10) === today;
    parts.push(`usage to ${sameDay ? clock : formatDayShort(usageUntil.slice(0, 10))}`);
  }
  if (billsUntil) parts.push(`bills to ${formatDayShort(billsUntil)}`);
  return parts.length > 0 ? parts.join(", ") : "no data yet";
}
