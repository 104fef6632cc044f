import { Skeleton } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { ledgerQuery } from "../api/queries";
import type { QueryAnswer } from "../api/types";
import { formatRange } from "../format/date";
import type { ExploreSearch } from "../scope/search";
import { LedgerNotices } from "../shell/PageNotices";
import { useCatalog, useScope } from "../shell/useScope";
import { NothingFound } from "../states/EmptyState";
import { Notices } from "../states/Notices";
import { ProblemPanel } from "../states/ProblemPanel";
import { Controls } from "./Controls";
import { ChartedMetric, ExploreChart } from "./ExploreChart";
import classes from "./explore.module.css";
import { readQuestion } from "./question";
import { ResultTable } from "./ResultTable";
import { Sums } from "./Sums";
import { Tools } from "./Tools";
import { useComparison } from "./useComparison";
import { useFixes } from "./useFixes";

const ROW_LIMIT = 10_000;

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
  const fixes = useFixes(question);
  return (
    <>
      {!error && <LedgerNotices />}
      <h1 className={classes.title}>Explore</h1>
      <Controls question={question} />
      {error ? (
        <ProblemPanel error={error} onRetry={refetch} actions={fixes(error)} />
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
              <Tools question={question} input={input} />
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
