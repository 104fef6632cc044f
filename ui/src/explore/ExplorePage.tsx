import { Button, Skeleton, Switch, Tooltip } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { csvHref, ledgerQuery } from "../api/queries";
import type { QueryAnswer } from "../api/types";
import { CostStates, UnknownPrice } from "../chart/CostStates";
import { Amount } from "../format/Amount";
import { Defined } from "../format/Defined";
import { formatRange } from "../format/date";
import type { ExploreSearch } from "../scope/search";
import { Icon } from "../shell/Icon";
import { useCatalog, useScope, useSetSearch } from "../shell/useScope";
import { NothingFound } from "../states/EmptyState";
import { Notices } from "../states/Notices";
import { ProblemPanel } from "../states/ProblemPanel";
import { Controls } from "./Controls";
import { ChartedMetric, ExploreChart } from "./ExploreChart";
import classes from "./explore.module.css";
import { type Question, readQuestion } from "./question";
import { ResultTable } from "./ResultTable";
import { useComparison } from "./useComparison";

const ROW_LIMIT = 10_000;

/** The sums over everything selected, and how sure they are. */
function Sums({ question, answer }: { question: Question; answer: QueryAnswer | undefined }) {
  const { currency, views } = useCatalog();
  const { view } = useScope();
  const viewLabel = views.find(({ name }) => name === view)?.label;
  return (
    <div className={classes.head}>
      {question.metrics.map((metric) => (
        <div key={metric.name} data-testid={`total-${metric.name}`}>
          <div className="eyebrow">
            <Defined definition={metric.definition}>{metric.label}</Defined>
            {metric.unit === "money" && viewLabel ? ` · ${viewLabel.toLowerCase()}` : ""}
          </div>
          <p className={classes.sum}>
            {answer ? (
              <Amount
                value={answer.totals?.[metric.name]}
                style={{ unit: metric.unit, currency }}
              />
            ) : (
              <Skeleton height={26} width={130} mt={4} />
            )}
          </p>
        </div>
      ))}
      <div className={classes.aside}>
        <UnknownPrice unknown={answer?.unknown_price} />
        <CostStates states={answer?.cost_states} currency={currency} />
      </div>
    </div>
  );
}

function Tools({ question, csv }: { question: Question; csv: string }) {
  const { compare } = useSearch({ strict: false }) as ExploreSearch;
  const setSearch = useSetSearch();
  const isOverTime = question.grain !== null;
  return (
    <div className={`${classes.tools} no-print`}>
      <Tooltip
        label="Choose “Whole period” to compare it with the period before"
        disabled={!isOverTime}
      >
        <div>
          <Switch
            size="xs"
            label="Compare"
            checked={compare !== undefined && !isOverTime}
            disabled={isOverTime}
            onChange={(event) =>
              setSearch({ compare: event.currentTarget.checked ? "previous" : undefined })
            }
          />
        </div>
      </Tooltip>
      <Button
        component="a"
        href={csv}
        download
        size="xs"
        variant="default"
        leftSection={<Icon name="download" size={14} />}
        data-testid="download-csv"
      >
        CSV
      </Button>
    </div>
  );
}

export default function ExplorePage() {
  const search = useSearch({ strict: false }) as ExploreSearch;
  const catalog = useCatalog();
  const scope = useScope();
  const question = readQuestion(search, catalog, scope);
  const first = question.metrics[0]?.name;
  const input = {
    ...scope,
    metrics: question.names,
    by: [...question.dimensions, ...(question.grain ? [question.grain] : [])],
    order: first ? `-${first}` : undefined,
    limit: ROW_LIMIT,
  };
  const { data: latest, error, refetch, isPlaceholderData } = useQuery(ledgerQuery(input));
  // The last answer stays while a new one loads, unless it has other columns.
  const data = latest && hasColumns(latest, [...input.metrics, ...input.by]) ? latest : undefined;
  useDocumentTitle("Explore · Outlay");
  const comparison = useComparison(question, scope, search.compare !== undefined);
  return (
    <>
      <h1 className={classes.title}>Explore</h1>
      <Controls question={question} />
      {error ? (
        <ProblemPanel error={error} onRetry={refetch} />
      ) : (
        <>
          <Notices texts={data?.notes} />
          <section className={`card ${classes.card}`} aria-label="Chart">
            <Sums question={question} answer={data} />
            <div style={{ padding: "0 20px" }}>
              <ChartedMetric question={question} />
            </div>
            <ExploreChart question={question} answer={data} />
          </section>
          <section className="card" id="table" aria-label="Table">
            <div className={classes.tableHead}>
              <h2>Figures</h2>
              <span className={classes.tableNote}>
                {data ? rowNote(data) : ""}
                {comparison.isReady &&
                  ` · change against ${formatRange(comparison.period.since, comparison.period.until)}`}
              </span>
              <Tools question={question} csv={csvHref(input)} />
            </div>
            {!data && <Skeleton height={320} m={20} radius={8} />}
            {data?.rows.length === 0 && <NothingFound />}
            {data && data.rows.length > 0 && (
              <div className={isPlaceholderData ? classes.stale : undefined}>
                <ResultTable answer={data} question={question} comparison={comparison} />
              </div>
            )}
          </section>
        </>
      )}
    </>
  );
}

function hasColumns(answer: QueryAnswer, names: string[]): boolean {
  return names.every((name) => answer.columns.some((column) => column.name === name));
}

function rowNote(answer: QueryAnswer): string {
  const count = answer.rows.length.toLocaleString("en-US");
  if (answer.truncated) return `the first ${count} rows; the CSV has all, the total covers all`;
  return answer.rows.length === 1 ? "1 row" : `${count} rows`;
}
