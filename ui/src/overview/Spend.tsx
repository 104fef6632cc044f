import { Select, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { ledgerQuery } from "../api/queries";
import type { OverviewAnswer } from "../api/types";
import { ChartNotes } from "../chart/ChartNotes";
import { CostStates, UnknownPrice } from "../chart/CostStates";
import { whyNot } from "../chart/metricKind";
import { NOTHING } from "../explore/question";
import { Amount } from "../format/Amount";
import { DrillLink } from "../format/DrillLink";
import { addDays, formatDayShort } from "../format/date";
import { defaultGrain } from "../scope/range";
import { type OverviewSearch, stringifySearch } from "../scope/search";
import { useDimensionOptions } from "../shell/AddFilter";
import {
  useBillsEnd,
  useCarriedSearch,
  useCatalog,
  useScope,
  useSetSearch,
} from "../shell/useScope";
import { Notices } from "../states/Notices";
import { placeNotes } from "./notes";
import classes from "./overview.module.css";
import { METRIC, SpendChart } from "./SpendChart";

export const DEFAULT_BY = "cost_group";

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

interface SpendProps {
  overview: OverviewAnswer | undefined;
  isOverviewFailed: boolean;
  /** What the overview says is about the question before. */
  isStale: boolean;
}

/** The overview's sum; asked for alone where the overview has none. */
function useSpend({ overview, isOverviewFailed }: Omit<SpendProps, "isStale">) {
  const scope = useScope();
  const isAlone = isOverviewFailed || (overview !== undefined && !overview.spend);
  const alone = useQuery(ledgerQuery({ ...scope, metrics: [METRIC], by: [] }, isAlone));
  return {
    spend: isAlone ? alone.data : overview?.spend,
    hasNone: isAlone && alone.isError,
  };
}

/** Spend over time, with what is billed and what is only calculated told apart. */
export function Spend(props: SpendProps) {
  const { overview, isOverviewFailed, isStale } = props;
  const search = useSearch({ strict: false }) as OverviewSearch;
  const scope = useScope();
  const setSearch = useSetSearch();
  const carried = useCarriedSearch();
  const bills = useBillsEnd();
  const { currency, views } = useCatalog();
  const { spend, hasNone } = useSpend(props);
  const answered = isStale ? undefined : overview?.spend_by;
  // An empty name: the filter goes with no split, so the whole is shown.
  const dimension = (answered ?? search.by ?? DEFAULT_BY) || null;
  const grain = search.grain ?? defaultGrain(scope);
  const openFrom = overview?.complete_until ?? bills?.openFrom;
  const isOpen = bills !== null && openFrom !== undefined && openFrom < scope.until;
  const link = `/explore${stringifySearch({ ...carried, metrics: METRIC, by: dimension ?? NOTHING })}`;
  const viewLabel = views.find(({ name }) => name === scope.view)?.label ?? scope.view;
  return (
    <section className={`card ${classes.section}`} aria-labelledby="spend">
      <div className={classes.spendHead}>
        <div>
          <h2 id="spend">Spend over time</h2>
          <p className={classes.spendTotal} data-testid="spend-total">
            {spend && (
              <DrillLink link={link}>
                <Amount value={spend.totals?.[METRIC]} style={{ unit: "money", currency }} />
              </DrillLink>
            )}
            {hasNone && "–"}
            {!spend && !hasNone && <Skeleton height={26} width={140} />}
          </p>
          <span className={classes.note}>
            {viewLabel} view
            {isOpen && ` · bills to ${formatDayShort(addDays(openFrom, -1))}`}
          </span>
        </div>
        <Pickers dimension={dimension ?? search.by ?? DEFAULT_BY} grain={grain} />
      </div>
      <div className={classes.spendNotes}>
        <Notices texts={placeNotes(overview?.notes).spend} label="About this chart" />
      </div>
      <div className={classes.head} style={{ paddingTop: 0, paddingBottom: 0 }}>
        <CostStates states={spend?.cost_states} currency={currency} />
        <UnknownPrice unknown={spend?.unknown_price} />
        <ChartNotes
          scope={scope}
          grain={grain}
          openFrom={openFrom}
          onPickWeeks={() => setSearch({ grain: "week" })}
        />
      </div>
      <SpendChart
        dimension={dimension}
        grain={grain}
        openFrom={openFrom}
        isSettling={!isOverviewFailed && (!overview || isStale)}
      />
    </section>
  );
}
