import { VisuallyHidden } from "@mantine/core";
import type { Decimal } from "../api/types";
import classes from "./Change.module.css";
import { formatChange, formatChangePercent, formatPoints, type NumberStyle } from "./number";

export type Better = "lower" | "higher" | "neutral";

interface ChangeProps {
  change: Decimal | null | undefined;
  percent: Decimal | null | undefined;
  style: NumberStyle;
  better?: Better;
  /** Say "dearer" or "cheaper" on the page; otherwise only to screen readers. */
  hasWords?: boolean;
  /** The percent smaller, beside the amount; where space is short, it stands alone. */
  isTight?: boolean;
  /** Only how much it changed, where the amount stands elsewhere. */
  isPercentOnly?: boolean;
}

function wordsFor(direction: number, better: Better, unit: string): string {
  if (direction === 0) return "unchanged";
  if (unit === "money" && better === "lower") return direction > 0 ? "dearer" : "cheaper";
  return direction > 0 ? "more" : "less";
}

function colorFor(direction: number, better: Better): string {
  if (direction === 0 || better === "neutral") return "var(--o-text-2)";
  const isWorse = better === "lower" ? direction > 0 : direction < 0;
  return isWorse ? "var(--o-warm)" : "var(--o-cool)";
}

/** Shares change by percentage points; a percentage of a percentage would mislead. */
function changeText({ change, percent, style, isPercentOnly }: ChangeProps): string {
  if (isPercentOnly) return formatChangePercent(percent);
  if (style.unit === "ratio" || style.unit === "percent") return formatPoints(change, style.unit);
  // A change has a size of its own, so the column's precision does not apply.
  return `${formatChange(change, { ...style, decimals: undefined })} (${formatChangePercent(percent)})`;
}

function isTight(props: ChangeProps): boolean {
  return Boolean(props.isTight) && props.style.unit !== "ratio" && props.style.unit !== "percent";
}

function TightText({ change, percent, style }: ChangeProps) {
  return (
    <>
      <span className={classes.amount}>
        {formatChange(change, { ...style, decimals: undefined })}{" "}
      </span>
      <span className={classes.percent}>{formatChangePercent(percent)}</span>
    </>
  );
}

/** A change with amount and percent; an arrow and words carry what the colour says. */
export function Change(props: ChangeProps) {
  const { change, style, better = "lower", hasWords = false } = props;
  const direction = Math.sign(Number(change ?? 0));
  // Nothing before and nothing now is no change, and not a new cost.
  const isEmpty = change == null || (direction === 0 && props.percent == null);
  if (isEmpty) return <span className="num">–</span>;
  const words = wordsFor(direction, better, style.unit);
  const arrow = direction === 0 ? "" : direction > 0 ? "▲" : "▼";
  return (
    <span className="num" style={{ color: colorFor(direction, better) }} data-value={change}>
      <span aria-hidden="true" style={{ fontSize: "0.625em", verticalAlign: "0.15em" }}>
        {arrow}{" "}
      </span>
      {isTight(props) ? <TightText {...props} /> : changeText(props)}
      {hasWords ? ` ${words}` : <VisuallyHidden> {words}</VisuallyHidden>}
    </span>
  );
}
