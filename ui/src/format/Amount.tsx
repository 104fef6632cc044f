import type { Decimal } from "../api/types";
import { formatCompact, formatExact, formatValue, type NumberStyle } from "./number";

interface AmountProps {
  value: Decimal | null | undefined;
  style: NumberStyle;
  isCompact?: boolean;
}

/** One number: short or full on the page, exact on hover and for tests in `data-value`. */
export function Amount({ value, style, isCompact = false }: AmountProps) {
  const text = isCompact ? formatCompact(value, style) : formatValue(value, style);
  return (
    <span className="num" title={formatExact(value, style)} data-value={value ?? ""}>
      {text}
    </span>
  );
}
