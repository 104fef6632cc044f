import { Select, Skeleton } from "@mantine/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { OverviewAnswer } from "../api/types";
import { bucketRange } from "../chart/buckets";
import { CostStates, UnknownPrice } from "../chart/CostStates";
import { Legend } from "../chart/Legend";
import { isAdditive, whyNot } from "../chart/metricKind";
import type { Series } from "../chart/series";
import TimeChart from "../chart/TimeChart";
import { useChartData } from "../chart/useChartData";
import { Amount } from "../format/Amount";
import { DrillLink } from "../format/DrillLink";
import { formatDayShort } from "../format/date";
import { addTerm, termFor } from "../scope/filter";
import { defaultGrain } from "../scope/range";
import { type OverviewSearch, stringifySearch } from "../scope/search";
import { useDimensionOptions } from "../shell/AddFilter";
import { useCarriedSearch, useCatalog, useScope, useSetSearch } from "../shell/useScope";
import { NothingFound } from "../states/EmptyState";
import { ProblemPanel } from "../states/ProblemPanel";
import classes from "./overview.module.css";

const HEIGHT = 280;
const METRIC = "cost";
export const DEFAULT_BY = "cost_group";

interface SpendChartProps {
  dimension: string;
  grain: string;
  openFrom: string | undefined;
}

function SpendChart({ dimension, grain, openFrom }: SpendChartProps) {
  const scope = useScope();
  const catalog = useCatalog();
  const carried = useCarriedSearch();
  const navigate = useNavigate();
  const metric = catalog.metrics.find(({ name }) => name === METRIC);
  if (!metric) throw new Error("The catalog has no metric `cost`");
  const { data, error, refetch, isStale } = useChartData({ scope, metric, dimension, grain });
  if (error) return <ProblemPanel error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={HEIGHT + 50} mx={20} mb={14} style={{ width: "auto" }} />;
  if (data.series.length === 0) return <NothingFound />;
  const explore = { ...carried, metrics: METRIC, by: `${dimension},${grain}` };
  const open = (series: Series) => {
    const where = series.isOther
      ? carried.where
      : addTerm(carried.where, termFor(dimension, series.value));
    const by = series.isOther ? dimension : `${dimension},${grain}`;
    return navigate({ to: "/explore", search: { ...explore, by, where } });
  };
  return (
    <>
      <div className={classes.plot} style={{ opacity: isStale ? 0.6 : 1 }}>
        <TimeChart
          data={data}
          kind={isAdditive(metric) ? "bars" : "lines"}
          style={{ unit: metric.unit, currency: catalog.currency }}
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
                by: dimension,
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

function Pickers({ dimension, grain }: { dimension: string; grain: string }) {
  const catalog = useCatalog();
  const setSearch = useSetSearch();
  const options = useDimensionOptions();
  const metric = catalog.metrics.find(({ name }) => name === METRIC);
  return (
    <div className={`${classes.spendPick} no-print`}>
      <Select
        size="xs"
        w={168}
        aria-label="Split spend by"
        data-testid="spend-by"
        data={options}
        value={dimension}
        allowDeselect={false}
        searchable
        onChange={(name) => setSearch({ by: name && name !== DEFAULT_BY ? name : undefined })}
      />
      <Select
        size="xs"
        w={104}
        aria-label="Spend per"
        data={catalog.grains
          .filter((name) => !metric || whyNot(metric, name, name) === null)
          .map((name) => ({ value: name, label: name.charAt(0).toUpperCase() + name.slice(1) }))}
        value={grain}
        allowDeselect={false}
        onChange={(name) => setSearch({ grain: name ?? undefined })}
      />
    </div>
  );
}

/** Spend over time, with what is billed and what is only calculated told apart. */
export function Spend({ overview }: { overview: OverviewAnswer | undefined }) {
  const search = useSearch({ strict: false }) as OverviewSearch;
  const scope = useScope();
  const carried = useCarriedSearch();
  const { currency, views } = useCatalog();
  const dimension = search.by ?? DEFAULT_BY;
  const grain = search.grain ?? defaultGrain(scope);
  const spend = overview?.spend;
  const openFrom = overview?.complete_until;
  const isOpenShown = openFrom !== undefined && grain === "day" && openFrom < scope.until;
  const link = `/explore${stringifySearch({ ...carried, metrics: METRIC, by: dimension })}`;
  const viewLabel = views.find(({ name }) => name === scope.view)?.label ?? scope.view;
  return (
    <section className={`card ${classes.section}`} aria-labelledby="spend">
      <div className={classes.spendHead}>
        <div>
          <h2 id="spend">Spend over time</h2>
          <p className={classes.spendTotal} data-testid="spend-total">
            {spend ? (
              <DrillLink link={link}>
                <Amount value={spend.totals?.[METRIC]} style={{ unit: "money", currency }} />
              </DrillLink>
            ) : (
              <Skeleton height={26} width={140} />
            )}
          </p>
          <span className={classes.note}>{viewLabel} view</span>
        </div>
        <Pickers dimension={dimension} grain={grain} />
      </div>
      <div className={classes.head} style={{ paddingTop: 0, paddingBottom: 0 }}>
        <CostStates states={spend?.cost_states} currency={currency} />
        <UnknownPrice unknown={spend?.unknown_price} />
        {isOpenShown && (
          <span className={classes.note}>
            Grey ground: bills still arriving from {formatDayShort(openFrom)}
          </span>
        )}
      </div>
      <SpendChart dimension={dimension} grain={grain} openFrom={openFrom} />
    </section>
  );
}
