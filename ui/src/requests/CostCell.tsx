import type { RequestRow } from "../api/types";
import { formatExact, formatValue } from "../format/number";
import { useCatalog } from "../shell/useScope";
import classes from "./list.module.css";
import { unitStyle } from "./unitCost";

/** A request's cost; what only weighs is said to be no money. */
export function CostCell({ row }: { row: RequestRow }) {
  const { currency } = useCatalog();
  const style = unitStyle(currency);
  if (row.cost === null) return <span className={classes.quiet}>no price</span>;
  if (row.is_weight) {
    return (
      <span className={classes.quiet} title={row.state_text} data-value={row.cost}>
        not per call
      </span>
    );
  }
  return (
    <span className="num" title={formatExact(row.cost, style)} data-value={row.cost}>
      {formatValue(row.cost, style)}
      {row.weight > 1 && (
        <span className={classes.quiet} title="Sampled: it stands for as many requests">
          {" "}
          for {row.weight.toLocaleString("en-US")}
        </span>
      )}
    </span>
  );
}
