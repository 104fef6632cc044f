import { UnstyledButton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { Fragment, useId, useState } from "react";
import type { MatchCause } from "../api/types";
import { Amount } from "../format/Amount";
import { DrillLink } from "../format/DrillLink";
import type { NumberStyle } from "../format/number";
import { formatValue } from "../format/number";
import { Prose } from "../states/Prose";
import { CellTable } from "./CellTable";
import classes from "./match.module.css";
import tables from "./tables.module.css";
import { type Bar, waterfall } from "./tie";

interface Sum {
  label: string;
  value: string;
}

interface CauseTableProps {
  title: string;
  from: Sum;
  to: Sum;
  causes: MatchCause[];
  style: NumberStyle;
}

function Drawn({ bar, kind }: { bar: Bar; kind: string }) {
  return (
    <span className={tables.track} aria-hidden="true">
      <span
        className={tables.fill}
        data-kind={kind}
        style={{ left: `${bar.left}%`, width: `${bar.width}%` }}
      />
    </span>
  );
}

function kindOf({ cause, amount }: MatchCause): string {
  if (cause === "unexplained" || cause === "difference") return "unexplained";
  return Number(amount) < 0 ? "less" : "more";
}

function SumRow({ sum, style, bar }: { sum: Sum; style: NumberStyle; bar: Bar }) {
  return (
    <tr className={tables.sumRow}>
      <th scope="row">{sum.label}</th>
      <td className={tables.barCell}>
        <Drawn bar={bar} kind="sum" />
      </td>
      <td className={tables.right}>
        <Amount value={sum.value} style={style} />
      </td>
      <td className={tables.share} />
    </tr>
  );
}

function CauseRow({ cause, bar, style }: { cause: MatchCause; bar: Bar; style: NumberStyle }) {
  const [isOpen, setOpen] = useState(false);
  // Narrow pages leave two columns out, and a wider cell would bring them back.
  const columns = useMediaQuery("(max-width: 720px)") ? 2 : 4;
  const id = useId();
  return (
    <Fragment>
      <tr data-testid="cause" data-cause={cause.cause}>
        <th scope="row">
          <span className={tables.causeLabel}>{cause.label}</span>
          <span className={tables.sentence}>{cause.sentence}</span>
          {cause.next_step && (
            <span className={tables.next}>
              Next: <Prose text={cause.next_step} />
            </span>
          )}
          {cause.cells.length > 0 && (
            <UnstyledButton
              className={`${tables.cellsButton} no-print`}
              aria-expanded={isOpen}
              aria-controls={id}
              onClick={() => setOpen((open) => !open)}
            >
              {isOpen ? "Hide" : "Show"} what it is made of
            </UnstyledButton>
          )}
        </th>
        <td className={tables.barCell}>
          <Drawn bar={bar} kind={kindOf(cause)} />
        </td>
        <td className={tables.right}>
          <DrillLink link={cause.link} className={tables.drill}>
            <Amount value={cause.amount} style={style} />
          </DrillLink>
        </td>
        <td className={`${tables.right} ${tables.share}`}>
          {cause.share === null ? "–" : formatValue(cause.share, { unit: "ratio" })}
        </td>
      </tr>
      {isOpen && (
        <tr id={id} className={tables.cellsRow}>
          <td colSpan={columns}>
            <CellTable cells={cause.cells} style={style} label={cause.label} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}

/** From one sum to another, a line for each cause; the lines add up to the last unit. */
export function CauseTable({ title, from, to, causes, style }: CauseTableProps) {
  const drawn = waterfall(from.value, causes, to.value);
  return (
    <section className={`card ${classes.section}`} aria-label={title}>
      <div className={classes.head}>
        <h2>{title}</h2>
        {causes.length === 0 && <p className={classes.note}>Nothing lies between them.</p>}
      </div>
      {causes.length > 0 && (
        <table className={tables.causes} data-testid="causes">
          <caption className={tables.hidden}>{title}</caption>
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col" className={tables.barCell}>
                <span className={tables.hidden}>How much, drawn</span>
              </th>
              <th scope="col" className={`${tables.right} ${tables.amountCell}`}>
                Amount
              </th>
              <th scope="col" className={`${tables.right} ${tables.share}`}>
                Share
              </th>
            </tr>
          </thead>
          <tbody>
            <SumRow sum={from} style={style} bar={drawn.from} />
            {drawn.steps.map(({ cause, bar }) => (
              <CauseRow key={cause.cause} cause={cause} bar={bar} style={style} />
            ))}
            <SumRow sum={to} style={style} bar={drawn.to} />
          </tbody>
        </table>
      )}
    </section>
  );
}
