import { Tooltip } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { QueryAnswer } from "../api/types";
import { formatCompact, formatExact, formatValue } from "../format/number";
import { STATE_LABELS } from "../format/value";
import { useCarriedSearch } from "../shell/useScope";
import classes from "./chart.module.css";

interface CostStatesProps {
  states: QueryAnswer["cost_states"] | undefined;
  currency: string;
}

/** How sure the sum is: billed solid, the rest hatched. Also the key to the chart's hatching. */
export function CostStates({ states, currency }: CostStatesProps) {
  const known = Object.entries(STATE_LABELS)
    .map(([name, label]) => ({ name, label, amount: states?.[name] ?? null }))
    .filter(({ amount }) => amount !== null && Number(amount) !== 0);
  if (known.length === 0) return null;
  const style = { unit: "money" as const, currency };
  return (
    <ul className={classes.states} aria-label="How sure the amounts are">
      {known.map(({ name, label, amount }) => (
        <li key={name} className={classes.state} data-testid={`state-${name}`}>
          <span className={name === "invoiced" ? classes.solid : classes.hatched} />
          {label}{" "}
          <Tooltip label={formatExact(amount, style)}>
            <span className="num" data-value={amount}>
              {formatCompact(amount, style)}
            </span>
          </Tooltip>
        </li>
      ))}
    </ul>
  );
}

const UNPRICED = "requests_without_price";
const HOW_TO_PRICE =
  "These requests name a model that no price list knows, or lack their token counts, so they add " +
  "nothing to the cost. Open them by model, then give the model a price in a price overlay file.";

/** Usage that the sum leaves out because nothing prices it, with the way to find it. */
export function UnknownPrice({ unknown }: { unknown: QueryAnswer["unknown_price"] | undefined }) {
  const carried = useCarriedSearch();
  if (!unknown || Number(unknown.requests) === 0) return null;
  const count = formatValue(String(unknown.requests), { unit: "count" });
  return (
    <Tooltip label={HOW_TO_PRICE}>
      <Link
        to="/explore"
        search={{ ...carried, metrics: UNPRICED, by: "provider,model" }}
        className={classes.unknown}
        data-testid="unknown-price"
        data-value={unknown.requests}
      >
        + {count} requests without a price
      </Link>
    </Tooltip>
  );
}
