import type { RequestAnswer } from "../api/types";
import { formatExact, formatValue } from "../format/number";
import classes from "./drawer.module.css";

/** Why the lines do not add up to the stored cost. */
function whyNot(request: RequestAnswer): string | null {
  const { lineage, cost_state, card } = request;
  if (lineage.is_explained || lineage.lines.length === 0) return null;
  if (cost_state === "stated")
    return "The cost was stated as a whole, so no rate is needed to explain it.";
  if (cost_state === "unknown")
    return "No rate is known, so there is no amount; unknown is not zero.";
  if (!card?.source) return "The rates of this card are not kept in this store.";
  if (request.weight > 1)
    return "The amounts are scaled up with the sample, so their last digits may differ.";
  if (request.currency !== "USD") {
    return `Rates and amounts are in US dollars; the cost was converted to ${request.currency} at the day's rate.`;
  }
  return "Units beside tokens have a part in the cost, so tokens alone do not add up to it.";
}

/** Count times rate is amount, class by class. */
export function Lineage({ request }: { request: RequestAnswer }) {
  const { lines, total, band } = request.lineage;
  const usd = { unit: "money" as const, currency: "USD" };
  const own = { unit: "money" as const, currency: request.currency };
  const reason = whyNot(request);
  if (lines.length === 0)
    return <p className={classes.note}>Neither tokens nor other units were reported.</p>;
  return (
    <section>
      <h3>Tokens, rates, amounts</h3>
      <table className={classes.lineage} data-testid="lineage">
        <thead>
          <tr>
            <th scope="col">Used</th>
            <th scope="col">Count</th>
            <th scope="col">× rate for 1M</th>
            <th scope="col">= amount</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.name} data-leaf={line.name}>
              <th scope="row">{line.label}</th>
              <td className="num">{Number(line.count).toLocaleString("en-US")}</td>
              <td className="num">
                {formatValue(line.rate_per_million, { ...usd, isUnitCost: true })}
              </td>
              <td className="num" data-value={line.amount ?? ""}>
                {line.amount === null ? "–" : formatExact(line.amount, usd)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={3}>
              {request.is_weight ? "Weight" : "Cost"}
            </th>
            <td className="num" data-value={total ?? ""}>
              {total === null ? "no price" : formatExact(total, own)}
            </td>
          </tr>
        </tfoot>
      </table>
      {band !== null && (
        <p className={classes.note}>
          Long-context rates: the input exceeds {Number(band).toLocaleString("en-US")} tokens.
        </p>
      )}
      {reason && <p className={classes.note}>{reason}</p>}
    </section>
  );
}
