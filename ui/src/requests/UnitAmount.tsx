import type { UnitCost } from "../api/types";
import { formatExact, formatValue } from "../format/number";
import classes from "./requests.module.css";
import { formatMonth, unitStyle } from "./unitCost";

interface UnitAmountProps {
  unit: UnitCost;
  currency: string;
  decimals?: number;
  /** Said in place of an amount that is not known. */
  missing?: string;
  /** As narrow as a column of a table has it. */
  isShort?: boolean;
}

const NO_MONTH =
  "No request in the 24 complete hours that a month is taken from. The running hour counts once a later one has begun.";

/** A unit cost with what it comes to in a month of today's traffic beneath. */
export function UnitAmount({
  unit,
  currency,
  decimals,
  missing = "–",
  isShort = false,
}: UnitAmountProps) {
  const style = unitStyle(currency, decimals);
  if (unit.value === null) return <span className={classes.missing}>{missing}</span>;
  return (
    <span className={classes.unit}>
      <span className="num" title={formatExact(unit.value, style)} data-value={unit.value}>
        {formatValue(unit.value, style)}
      </span>
      <span
        className={`num ${classes.month}`}
        title={
          unit.month === null
            ? NO_MONTH
            : `${formatExact(unit.month, style)} a month at today's traffic`
        }
        data-month={unit.month ?? ""}
      >
        {formatMonth(unit.month, currency, isShort) || (isShort ? "–/mo" : "– a month")}
      </span>
    </span>
  );
}
