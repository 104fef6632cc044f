import { SegmentedControl, Skeleton } from "@mantine/core";
import type { Metric, QueryAnswer } from "../api/types";
import { bucketRange } from "../chart/buckets";
import { ChartNotes } from "../chart/ChartNotes";
import { Legend } from "../chart/Legend";
import { isAdditive, isOfView, styleOf } from "../chart/metricKind";
import { RankBars } from "../chart/RankBars";
import type { Series } from "../chart/series";
import TimeChart from "../chart/TimeChart";
import { useChartData } from "../chart/useChartData";
import { termFor } from "../scope/filter";
import { useAddFilter, useBillsEnd, useCatalog, useScope, useSetSearch } from "../shell/useScope";
import { NothingFound } from "../states/EmptyState";
import { ProblemPanel } from "../states/ProblemPanel";
import classes from "./explore.module.css";
import { printBy, type Question } from "./question";
import { useFixes } from "./useFixes";

const HEIGHT = 300;

function OverTime({ metric, question }: { metric: Metric; question: Question }) {
  const scope = useScope();
  const catalog = useCatalog();
  const addFilter = useAddFilter();
  const setSearch = useSetSearch();
  const dimension = question.dimensions[0] ?? null;
  const grain = question.grain ?? "day";
  const { data, error, refetch, isStale } = useChartData({ scope, metric, dimension, grain });
  const fixes = useFixes(question);
  const bills = useBillsEnd();
  const openFrom = isOfView(metric.name) ? bills?.openFrom : undefined;
  if (error) return <ProblemPanel error={error} onRetry={refetch} actions={fixes(error)} />;
  if (!data) return <Skeleton height={HEIGHT} radius={8} />;
  if (data.series.length === 0) return <NothingFound />;
  const pick = (series: Series) => {
    if (series.isOther) document.getElementById("table")?.scrollIntoView({ block: "start" });
    else if (dimension) addFilter(termFor(dimension, series.value));
  };
  const narrow = (bucket: string) => {
    const { since, until } = bucketRange(bucket, grain);
    const finer = grain === "day" ? "day" : grain === "week" || grain === "month" ? "day" : "month";
    const by = [...question.dimensions, finer].join(",");
    setSearch({ range: undefined, since, until, by });
  };
  return (
    <>
      <div className={classes.chartNotes}>
        <ChartNotes
          scope={scope}
          grain={grain}
          openFrom={openFrom}
          onPickWeeks={() => setSearch({ by: printBy(question.dimensions, "week") })}
        />
      </div>
      <div className={`${classes.plot} ${isStale ? classes.stale : ""}`}>
        <TimeChart
          data={data}
          kind={isAdditive(metric) ? "bars" : "lines"}
          style={styleOf(metric, catalog.currency)}
          title={metric.label}
          height={HEIGHT}
          openFrom={openFrom}
          onPickBucket={narrow}
        />
      </div>
      {dimension && (
        <div className={classes.legend}>
          <Legend
            series={data.series}
            onPick={pick}
            pickHint={(one) => (one.isOther ? "All values are in the table" : `Only ${one.label}`)}
          />
        </div>
      )}
    </>
  );
}

interface ExploreChartProps {
  question: Question;
  answer: QueryAnswer | undefined;
}

/** Bars or lines over time, or a ranking when the question has no time. */
export function ExploreChart({ question, answer }: ExploreChartProps) {
  const catalog = useCatalog();
  const addFilter = useAddFilter();
  const metric = question.charted;
  const dimension = question.dimensions[0];
  if (!metric) return null;
  if (question.grain) return <OverTime metric={metric} question={question} />;
  if (!dimension) return null;
  if (!answer) return <Skeleton height={HEIGHT} m={20} radius={8} />;
  if (answer.rows.length === 0) return null;
  const total = answer.totals?.[metric.name];
  return (
    <div className={classes.plot} style={{ paddingBottom: 16 }}>
      <RankBars
        rows={answer.rows}
        dimension={dimension}
        metric={metric.name}
        style={styleOf(metric, catalog.currency)}
        total={isAdditive(metric) && total != null ? Number(total) : null}
        onPick={(value) => addFilter(termFor(dimension, value))}
      />
    </div>
  );
}

/** Which of several metrics the chart draws. */
export function ChartedMetric({ question }: { question: Question }) {
  const setSearch = useSetSearch();
  if (question.metrics.length < 2) return null;
  return (
    <SegmentedControl
      size="xs"
      aria-label="Measure in the chart"
      className="no-print"
      data={question.metrics.map(({ name, label }) => ({ value: name, label }))}
      value={question.charted?.name ?? ""}
      onChange={(name) => setSearch({ chart: name })}
    />
  );
}
