import type { Decimal, EndpointRow, EndpointSpike, RequestRow } from "../api/types";
import { formatDayShort } from "../format/date";
import { formatCompact, type NumberStyle } from "../format/number";

/** "≈ $42 a month", in a table "≈ $42/mo": what a unit cost comes to at today's traffic. */
export function formatMonth(
  month: Decimal | null | undefined,
  currency: string,
  isShort = false,
): string {
  if (month === null || month === undefined) return "";
  const size = Math.abs(Number(month));
  const decimals = size >= 100 ? 0 : undefined;
  return `≈ ${formatCompact(month, { unit: "money", currency, decimals })}${isShort ? "/mo" : " a month"}`;
}

export function unitStyle(currency: string, decimals?: number): NumberStyle {
  return { unit: "money", currency, isUnitCost: true, decimals };
}

/** "14 Oct" or "14–20 Oct", as long as it lasted. */
export function spikeDays({ day, until }: Pick<EndpointSpike, "day" | "until">): string {
  if (day === until) return formatDayShort(day);
  const isOneMonth = day.slice(0, 7) === until.slice(0, 7);
  const first = isOneMonth ? String(Number(day.slice(8))) : formatDayShort(day);
  return isOneMonth ? `${first}–${formatDayShort(until)}` : `${first} – ${formatDayShort(until)}`;
}

/** The days of the trend that a spike covers. */
export function isSpike(spikes: EndpointSpike[], day: string): boolean {
  return spikes.some((spike) => spike.day <= day && day <= spike.until);
}

/** Milliseconds as people say them: 153 ms, 2.7 s, 1 min 39 s. */
export function formatLatency(ms: Decimal | null | undefined): string {
  if (ms === null || ms === undefined) return "–";
  const value = Number(ms);
  if (value < 999.5) return `${Math.round(value)} ms`;
  if (value < 59_950) return `${(value / 1000).toFixed(value < 9_950 ? 1 : 0)} s`;
  const seconds = Math.round(value / 1000);
  const rest = seconds % 60;
  return `${Math.floor(seconds / 60)} min${rest ? ` ${rest} s` : ""}`;
}

/** All tokens of a request; null where none was reported. Reasoning is a part of output. */
export function tokenSum({ tokens }: Pick<RequestRow, "tokens">): number | null {
  const { reasoning: _, ...classes } = tokens;
  const known = Object.values(classes).filter((count): count is number => count !== null);
  return known.length > 0 ? known.reduce((sum, count) => sum + count, 0) : null;
}

/** "21 Nov 14:57:37", in UTC as everywhere. */
export function formatMoment(at: string): string {
  return `${formatDayShort(at.slice(0, 10))} ${at.slice(11, 19)}`;
}

/** The values of the small trend picture; null is a gap. */
export function trendValues(row: Pick<EndpointRow, "days">): (number | null)[] {
  return row.days.map(({ cost_per_request }) =>
    cost_per_request === null ? null : Number(cost_per_request),
  );
}
