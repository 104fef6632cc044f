import { Skeleton } from "@mantine/core";
import type { Metric, QueryAnswer } from "../api/types";
import { CostStates, UnknownPrice } from "../chart/CostStates";
import { isOfView, styleOf } from "../chart/metricKind";
import { Amount } from "../format/Amount";
import { Defined } from "../format/Defined";
import { formatDayShort } from "../format/date";
import { useBillsEnd, useCatalog, useScope } from "../shell/useScope";
import classes from "./explore.module.css";
import type { Question } from "./question";

function Sum({ metric, answer }: { metric: Metric; answer: QueryAnswer | undefined }) {
  const { currency, views } = useCatalog();
  const { view, until } = useScope();
  const bills = useBillsEnd();
  const viewLabel = views.find(({ name }) => name === view)?.label;
  const isBillOpen = bills !== null && bills.openFrom < until && isOfView(metric.name);
  return (
    <div data-testid={`total-${metric.name}`}>
      <div className="eyebrow">
        <Defined definition={metric.definition}>{metric.label}</Defined>
        {isOfView(metric.name) && viewLabel ? ` · ${viewLabel.toLowerCase()}` : ""}
      </div>
      <p className={classes.sum}>
        {answer ? (
          <Amount value={answer.totals?.[metric.name]} style={styleOf(metric, currency)} />
        ) : (
          <Skeleton height={26} width={130} mt={4} />
        )}
      </p>
      {isBillOpen && <p className={classes.sumNote}>bills to {formatDayShort(bills.last)}</p>}
    </div>
  );
}

/** The sums over everything selected, and how sure they are. */
export function Sums({
  question,
  answer,
}: {
  question: Question;
  answer: QueryAnswer | undefined;
}) {
  const { currency } = useCatalog();
  return (
    <div className={classes.head}>
      {question.metrics.map((metric) => (
        <Sum key={metric.name} metric={metric} answer={answer} />
      ))}
      <div className={classes.aside}>
        <UnknownPrice unknown={answer?.unknown_price} />
        <CostStates states={answer?.cost_states} currency={currency} />
      </div>
    </div>
  );
}
