import type { Decimal } from "../api/types";

const DIGITS = 12;
const ONE = 10n ** BigInt(DIGITS);

/** Money as a whole number of 1e-12: exact, unlike floating point. */
function toUnits(value: Decimal): bigint {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value));
  if (!match) return BigInt(Math.round(Number(value) * 1e6)) * (ONE / 1_000_000n);
  const [, sign, whole = "0", fraction = ""] = match;
  const units = BigInt(whole) * ONE + BigInt(fraction.slice(0, DIGITS).padEnd(DIGITS, "0"));
  return sign ? -units : units;
}

function fromUnits(units: bigint): string {
  const size = units < 0n ? -units : units;
  const fraction = (size % ONE).toString().padStart(DIGITS, "0").replace(/0+$/, "");
  return `${units < 0n ? "-" : ""}${size / ONE}${fraction && `.${fraction}`}`;
}

/** The exact sum of amounts; what is missing adds nothing. */
export function sumOf(values: (Decimal | null | undefined)[]): string {
  return fromUnits(values.reduce((sum: bigint, value) => sum + toUnits(value ?? 0), 0n));
}

/** The exact difference of two amounts; none where one is missing. */
export function minus(
  from: Decimal | null | undefined,
  what: Decimal | null | undefined,
): string | null {
  if (from == null || what == null) return null;
  return fromUnits(toUnits(from) - toUnits(what));
}

/** How far an amount is from nothing. */
export function sizeOf(value: Decimal): number {
  return Math.abs(Number(value));
}
