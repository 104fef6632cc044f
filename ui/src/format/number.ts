import type { Decimal, Unit } from "../api/types";

const MINUS = "\u2212";
const LOCALE = "en-US";

export interface NumberStyle {
  unit: Unit;
  currency?: string | null;
  /** Digits after the point, the same down a column; chosen by size when absent. */
  decimals?: number;
  /** A price per something: small differences matter, so four significant digits stay. */
  isUnitCost?: boolean;
}

function withRealMinus(text: string): string {
  return text.replace(/^-/, MINUS);
}

function symbolOf(currency: string): string {
  const parts = new Intl.NumberFormat(LOCALE, { style: "currency", currency }).formatToParts(0);
  const symbol = parts.find((part) => part.type === "currency")?.value ?? currency;
  return /[A-Z]{3}$/.test(symbol) ? `${symbol}\u00a0` : symbol;
}

/** Digits that keep three or four significant ones for amounts below one. */
export function decimalsFor(value: number, floor: number): number {
  const size = Math.abs(value);
  if (size === 0 || size >= 1) return floor;
  return Math.min(8, Math.max(floor, 4, 2 - Math.floor(Math.log10(size))));
}

/** Digits of a unit cost: $0.1531, $3.002, $41.27. */
function unitDecimals(value: number): number {
  const size = Math.abs(value);
  return size >= 1 && size < 10 ? 3 : decimalsFor(value, 2);
}

/** One precision for a whole column: that of its smallest amount that is not zero. */
export function columnDecimals(
  values: (Decimal | null | undefined)[],
  unit: Unit,
  isUnitCost = false,
): number {
  const floor = unit === "money" ? 2 : 0;
  if (unit === "count" || unit === "tokens") return 0;
  if (unit !== "money") return 1;
  const sizes = values.map((value) => Math.abs(Number(value ?? 0))).filter((size) => size > 0);
  if (sizes.length === 0) return floor;
  const smallest = sizes.reduce((least, size) => Math.min(least, size));
  if (isUnitCost) return Math.min(6, unitDecimals(smallest));
  // Sums of money stay at cents; only columns of small amounts need more.
  if (sizes.some((size) => size >= 100)) return floor;
  return smallest >= 0.1 ? floor : Math.min(6, decimalsFor(smallest, floor));
}

function formatPercent(value: number, decimals: number): string {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return withRealMinus(`${value.toLocaleString(LOCALE, digits)}%`);
}

/** Digits chosen by size may end before zeros that say nothing; a column's digits stay. */
function formatMoney(value: number, style: NumberStyle): string {
  const { currency, decimals, isUnitCost } = style;
  const most = decimals ?? (isUnitCost ? unitDecimals(value) : decimalsFor(value, 2));
  const digits = { minimumFractionDigits: decimals ?? 2, maximumFractionDigits: most };
  const amount = Math.abs(value).toLocaleString(LOCALE, digits);
  const sign = value < 0 && /[1-9]/.test(amount) ? MINUS : "";
  return `${sign}${symbolOf(currency ?? "USD")}${amount}`;
}

/** A number as tables show it: full, with thousands separators. */
export function formatValue(value: Decimal | null | undefined, style: NumberStyle): string {
  if (value === null || value === undefined || value === "") return "–";
  const number = Number(value);
  if (!Number.isFinite(number)) return String(value);
  const { unit } = style;
  if (unit === "money") return formatMoney(number, style);
  if (unit === "ratio") return formatPercent(number * 100, style.decimals ?? 1);
  if (unit === "percent") return formatPercent(number, style.decimals ?? 1);
  const decimals = style.decimals ?? (Number.isInteger(number) ? 0 : 1);
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  const text = withRealMinus(number.toLocaleString(LOCALE, digits));
  if (unit === "ms") return `${text} ms`;
  return unit === "hours" ? `${text} h` : text;
}

const STEPS: [number, string][] = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "k"],
];

/** A number where space is short: $12.4k, 3.1M; unit costs keep their significant digits. */
export function formatCompact(value: Decimal | null | undefined, style: NumberStyle): string {
  if (value === null || value === undefined || value === "") return "–";
  const number = Number(value);
  const size = Math.abs(number);
  if (style.unit === "ratio" || style.unit === "percent" || !Number.isFinite(number)) {
    return formatValue(value, style);
  }
  // 999,950 and more rounds up to the next step.
  if (number === 0 && style.unit === "money") return `${symbolOf(style.currency ?? "USD")}0`;
  const step = STEPS.find(([at]) => size >= at * 0.99995 && size >= 1000);
  if (!step) return formatValue(value, style);
  const scaled = size / step[0];
  const decimals = scaled >= 100 ? 0 : 1;
  const text = `${scaled.toFixed(decimals)}${step[1]}`;
  const prefix = style.unit === "money" ? symbolOf(style.currency ?? "USD") : "";
  return `${number < 0 ? MINUS : ""}${prefix}${text}`;
}

/** The exact decimal as stored, with separators but without rounding. */
export function formatExact(value: Decimal | null | undefined, style: NumberStyle): string {
  if (value === null || value === undefined || value === "") return "no value";
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value));
  if (!match) return String(value);
  const [, sign, whole = "0", fraction = ""] = match;
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const trimmed = fraction.replace(/0+$/, "");
  const cents = style.unit === "money" ? trimmed.padEnd(2, "0") : trimmed;
  const prefix = style.unit === "money" ? symbolOf(style.currency ?? "USD") : "";
  return `${sign ? MINUS : ""}${prefix}${grouped}${cents ? `.${cents}` : ""}`;
}

function signOf(number: number): string {
  if (number === 0) return "";
  return number < 0 ? MINUS : "+";
}

/** A relative change with its sign; the API gives it as a ratio, 0.25 is +25%. */
export function formatChangePercent(ratio: Decimal | null | undefined): string {
  if (ratio === null || ratio === undefined) return "new";
  const number = Number(ratio) * 100;
  const size = Math.abs(number);
  const text = size >= 1000 ? `${Math.round(size).toLocaleString(LOCALE)}%` : `${size.toFixed(1)}%`;
  return `${signOf(number)}${text}`;
}

/** An amount of change with its sign. */
export function formatChange(value: Decimal | null | undefined, style: NumberStyle): string {
  if (value === null || value === undefined) return "–";
  const text = formatCompact(value, style);
  return Number(value) > 0 ? `+${text}` : text;
}

/** A change of a share, in percentage points. */
export function formatPoints(value: Decimal | null | undefined, unit: Unit): string {
  if (value === null || value === undefined) return "–";
  const points = Number(value) * (unit === "ratio" ? 100 : 1);
  return `${signOf(points)}${Math.abs(points).toFixed(1)} pp`;
}

/** A label of an axis: as short as the number allows. */
export function formatAxis(value: number, style: NumberStyle): string {
  if (value === 0) return "0";
  return formatCompact(String(Number(value.toPrecision(6))), style).replace(
    /\.0+(?=[kMBT%]|$)/,
    "",
  );
}
