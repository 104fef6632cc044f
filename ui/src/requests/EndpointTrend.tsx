import { useComputedColorScheme } from "@mantine/core";
import { useMemo } from "react";
import type { EndpointRow, EndpointsAnswer } from "../api/types";
import type { ChartData } from "../chart/series";
import TimeChart from "../chart/TimeChart";
import { formatRange } from "../format/date";
import { colorsOf } from "../palette/palette";
import classes from "./requests.module.css";
import { isSpike, spikeDays, trendValues, unitStyle } from "./unitCost";

const TITLES = {
  calculated: "Calculated cost per request",
  cost: "Cost per request, days with bills",
} as const;

/** The last 30 days of the period, with the days that stand out and why. */
export function EndpointTrend({ row, answer }: { row: EndpointRow; answer: EndpointsAnswer }) {
  const scheme = useComputedColorScheme("light");
  const title = row.trend_of === "cost" ? TITLES.cost : TITLES.calculated;
  const data = useMemo<ChartData>(() => {
    const buckets = row.days.map(({ day }) => day);
    const color = colorsOf([row.value], scheme).get(row.value) ?? "#888888";
    const series = {
      value: row.value,
      label: title,
      color,
      isOther: false,
      points: trendValues(row),
      estimated: [],
    };
    const spansYears = buckets[0]?.slice(0, 4) !== buckets.at(-1)?.slice(0, 4);
    return { grain: "day", buckets, spansYears, series: [series] };
  }, [row, title, scheme]);
  const marks = useMemo(
    () =>
      row.days
        .filter(({ day }) => isSpike(row.spikes, day))
        .map(({ day }) => ({
          bucket: day,
          text: row.spikes.find((spike) => spike.day <= day && day <= spike.until)?.text ?? "",
        })),
    [row],
  );
  return (
    <section className={`card ${classes.section}`} aria-label="Trend">
      <div className={classes.head}>
        <h2>{title}</h2>
        <span className={classes.note}>
          {formatRange(answer.trend_since, answer.trend_until)}, a point a day
        </span>
      </div>
      <div className={classes.plot}>
        <TimeChart
          data={data}
          kind="lines"
          style={unitStyle(answer.currency)}
          title={title}
          height={220}
          marks={marks}
        />
      </div>
      <div className={classes.legend}>
        <span className={classes.key}>
          <span className={classes.keyLine} style={{ background: data.series[0]?.color }} /> {title}
        </span>
        <span className={classes.key}>
          <span className={classes.keyRing} /> stands out against the two weeks before it
        </span>
      </div>
      <ul className={classes.spikes} data-testid="spikes" aria-label="Days that stand out">
        {row.spikes.map((spike) => (
          <li key={`${spike.day} ${spike.measure}`}>
            <strong>{spikeDays(spike)}</strong> {spike.text}
          </li>
        ))}
        {row.spikes.length === 0 && <li>No day stands out.</li>}
      </ul>
      {row.trend_of === "cost" && (
        <p className={classes.foot}>
          Most of this cost comes by bills, so days whose bills are still open have no point.
        </p>
      )}
    </section>
  );
}
