import { Skeleton } from "@mantine/core";
import type { Mover, OverviewAnswer } from "../api/types";
import { Amount } from "../format/Amount";
import { Change } from "../format/Change";
import { DrillLink } from "../format/DrillLink";
import { labelOfValue } from "../format/value";
import { useCatalog, useLabelOf } from "../shell/useScope";
import { NothingFound } from "../states/EmptyState";
import { SectionProblem } from "../states/ProblemPanel";
import { placeNotes } from "./notes";
import classes from "./overview.module.css";

/** A bar from the middle: to the right dearer, to the left cheaper. */
function MoverBar({ change, largest }: { change: number; largest: number }) {
  const half = largest ? (Math.abs(change) / largest) * 50 : 0;
  const side = change >= 0 ? { left: "50%" } : { right: "50%" };
  const color = change >= 0 ? "var(--o-warm)" : "var(--o-cool)";
  return (
    <span className={classes.moverBar} aria-hidden="true">
      <span
        className={classes.moverFill}
        style={{ ...side, width: `${half}%`, background: color }}
      />
    </span>
  );
}

function MoverRow({ mover, place, largest }: { mover: Mover; place: number; largest: number }) {
  const labelOf = useLabelOf();
  const { currency } = useCatalog();
  const style = { unit: "money" as const, currency };
  return (
    <li className={classes.mover} data-testid={`mover-${place}`}>
      <span className={classes.moverName} title={labelOfValue(mover.value, mover.dimension)}>
        <span className={classes.kind}>{labelOf(mover.dimension)}</span>
        <DrillLink link={mover.link}>{labelOfValue(mover.value, mover.dimension)}</DrillLink>
      </span>
      <MoverBar change={Number(mover.change ?? 0)} largest={largest} />
      <span className={classes.beforeAfter}>
        <Amount value={mover.before} style={style} isCompact /> →{" "}
        <Amount value={mover.after} style={style} isCompact />
      </span>
      <span className={classes.moverChange}>
        <Change change={mover.change} percent={mover.change_percent} style={style} hasWords />
      </span>
    </li>
  );
}

interface MoversProps {
  overview: OverviewAnswer | undefined;
  isFailed?: boolean;
}

/** The five largest changes in dollars, whichever way they went. */
export function Movers({ overview, isFailed = false }: MoversProps) {
  const movers = overview?.movers ?? [];
  const left = placeNotes(overview?.notes).movers;
  const largest = Math.max(0, ...movers.map(({ change }) => Math.abs(Number(change ?? 0))));
  return (
    <section className={`card ${classes.section}`} aria-labelledby="movers">
      <div className={classes.head}>
        <h2 id="movers">Largest movers</h2>
        <span className={classes.note}>{overview?.movers_period?.label}</span>
      </div>
      {!overview && isFailed && <SectionProblem />}
      {!overview && !isFailed && (
        <Skeleton height={200} mx={20} mb={20} radius={8} style={{ width: "auto" }} />
      )}
      {overview && movers.length === 0 && left.length === 0 && (
        <NothingFound>No cost changed between the two periods.</NothingFound>
      )}
      {left.length > 0 && (
        <NothingFound title="Not with this filter">{left.join(" ")}</NothingFound>
      )}
      {movers.length > 0 && (
        <ol className={classes.movers}>
          {movers.map((mover, index) => (
            <MoverRow
              key={`${mover.dimension}=${mover.value}`}
              mover={mover}
              place={index + 1}
              largest={largest}
            />
          ))}
        </ol>
      )}
    </section>
  );
}
