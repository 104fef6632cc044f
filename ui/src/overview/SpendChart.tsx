import { Skeleton } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { bucketRange } from "../chart/buckets";
import { Legend } from "../chart/Legend";
import { isAdditive, styleOf } from "../chart/metricKind";
import type { Series } from "../chart/series";
import TimeChart from "../chart/TimeChart";
import { useChartData } from "../chart/useChartData";
import { NOTHING } from "../explore/question";
import { addTerm, termFor } from "../scope/filter";
import { fixesFor } from "../scope/fixes";
import {
  useCarriedSearch,
  useCatalog,
  useLabelOf,
  useScope,
  useSetSearch,
} from "../shell/useScope";
import { NothingFound } from "../states/EmptyState";
import { ProblemPanel, problemOf } from "../states/ProblemPanel";
import classes from "./overview.module.css";

const HEIGHT = 280;
export const METRIC = "cost";

interface SpendChartProps {
  /** What the bars are made of; nothing draws one series. */
  dimension: string | null;
  grain: string;
  openFrom: string | undefined;
  /** The overview may still say that another split has an answer. */
  isSettling: boolean;
}

/** The stacked bars, asked for on their own, so that they stand when other parts fail. */
export function SpendChart({ dimension, grain, openFrom, isSettling }: SpendChartProps) {
  const scope = useScope();
  const catalog = useCatalog();
  const carried = useCarriedSearch();
  const navigate = useNavigate();
  const labelOf = useLabelOf();
  const setSearch = useSetSearch();
  const metric = catalog.metrics.find(({ name }) => name === METRIC);
  if (!metric) throw new Error("The catalog has no metric `cost`");
  const { data, error, refetch, isStale } = useChartData({ scope, metric, dimension, grain });
  if (error && isSettling) return <Skeleton height={HEIGHT + 50} mx={20} mb={14} />;
  if (error) {
    const asked = { ...scope, metrics: [METRIC], dimensions: dimension ? [dimension] : [], grain };
    const actions = fixesFor(problemOf(error), asked, labelOf).map(({ label, patch }) => ({
      label,
      onClick: () => {
        const days = patch.since
          ? { range: undefined, since: patch.since, until: patch.until }
          : undefined;
        const split = patch.dimensions ? { by: patch.dimensions[0] } : undefined;
        const per = patch.grain ? { grain: patch.grain } : undefined;
        const kept = "where" in patch ? { where: patch.where } : undefined;
        setSearch({ ...days, ...split, ...per, ...kept });
      },
    }));
    return (
      <div className={classes.plot}>
        <ProblemPanel error={error} onRetry={refetch} actions={actions} />
      </div>
    );
  }
  if (!data) return <Skeleton height={HEIGHT + 50} mx={20} mb={14} style={{ width: "auto" }} />;
  if (data.series.length === 0) return <NothingFound />;
  const by = dimension ? `${dimension},${grain}` : grain;
  const explore = { ...carried, metrics: METRIC, by };
  const open = (series: Series) => {
    if (!dimension) return navigate({ to: "/explore", search: explore });
    if (series.isOther) return navigate({ to: "/explore", search: { ...explore, by: dimension } });
    const where = addTerm(carried.where, termFor(dimension, series.value));
    return navigate({ to: "/explore", search: { ...explore, where } });
  };
  return (
    <>
      <div className={classes.plot} style={{ opacity: isStale ? 0.6 : 1 }}>
        <TimeChart
          data={data}
          kind={isAdditive(metric) ? "bars" : "lines"}
          style={styleOf(metric, catalog.currency)}
          title={metric.label}
          height={HEIGHT}
          openFrom={openFrom}
          onPickBucket={(bucket) =>
            navigate({
              to: "/explore",
              search: {
                ...explore,
                range: undefined,
                ...bucketRange(bucket, grain),
                by: dimension ?? NOTHING,
              },
            })
          }
        />
      </div>
      <div className={classes.legend}>
        <Legend
          series={data.series}
          onPick={open}
          pickHint={(one) => (one.isOther ? "All values in Explore" : `${one.label} in Explore`)}
        />
      </div>
    </>
  );
}
