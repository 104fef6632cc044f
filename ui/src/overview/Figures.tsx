import { Skeleton } from "@mantine/core";
import type { Figure, OverviewAnswer } from "../api/types";
import { Amount } from "../format/Amount";
import { Change } from "../format/Change";
import { Defined } from "../format/Defined";
import { DrillLink } from "../format/DrillLink";
import { useCatalog } from "../shell/useScope";
import classes from "./overview.module.css";

/** Of the six figures only the margin is better when it is higher. */
function betterOf(figure: Figure): "lower" | "higher" | "neutral" {
  if (figure.id === "margin") return "higher";
  return figure.unit === "money" || figure.id === "ai_cost_of_revenue" ? "lower" : "neutral";
}

/** The label is either the reason itself ("no bills before May 2025") or the name of a period. */
function whyNoChange(label: string): string {
  return /^\d|^[A-Z]/.test(label) ? `nothing to compare with in ${label}` : label;
}

function FigureTile({ figure }: { figure: Figure }) {
  const { currency } = useCatalog();
  const style = { unit: figure.unit, currency: figure.currency ?? currency };
  const { compare } = figure;
  return (
    <div className={classes.figure} data-testid={`figure-${figure.id}`}>
      <p className={classes.figureLabel}>
        <Defined definition={figure.definition}>{figure.label}</Defined>
      </p>
      <p className={classes.figureValue}>
        <DrillLink link={figure.link}>
          <Amount value={figure.value} style={style} isCompact />
        </DrillLink>
      </p>
      <div>
        {compare && compare.change == null && figure.value != null && (
          <p className={classes.figureNote}>{whyNoChange(compare.label)}</p>
        )}
        {compare?.change != null && (
          <p className={classes.figureNote}>
            <Change
              change={compare.change}
              percent={compare.change_percent}
              style={style}
              better={betterOf(figure)}
            />{" "}
            vs {compare.label}
          </p>
        )}
        {figure.note && <p className={classes.figureNote}>{figure.note}</p>}
      </div>
    </div>
  );
}

const PLACES = ["a", "b", "c", "d", "e", "f"];

/** The line of six figures that opens the page. */
export function Figures({ overview }: { overview: OverviewAnswer | undefined }) {
  return (
    <section className={`card ${classes.figures}`} aria-label="Key figures">
      {overview
        ? overview.figures.map((figure) => <FigureTile key={figure.id} figure={figure} />)
        : PLACES.map((place) => (
            <div className={classes.figure} key={place}>
              <Skeleton height={14} width="70%" mb={9} mt={3} />
              <Skeleton height={24} width="55%" mb={8} />
              <Skeleton height={12} width="80%" />
            </div>
          ))}
    </section>
  );
}
