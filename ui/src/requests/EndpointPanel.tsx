import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import type { EndpointRow, EndpointsAnswer, UnitCost } from "../api/types";
import { Amount } from "../format/Amount";
import { Change } from "../format/Change";
import { Defined } from "../format/Defined";
import { columnDecimals } from "../format/number";
import { addTerm, termFor } from "../scope/filter";
import { useCarriedSearch, useScope } from "../shell/useScope";
import { EndpointTrend } from "./EndpointTrend";
import classes from "./requests.module.css";
import { TrafficNote } from "./TrafficNote";
import { UnitAmount } from "./UnitAmount";
import { formatLatency, unitStyle } from "./unitCost";

interface PanelProps {
  row: EndpointRow;
  answer: EndpointsAnswer;
}

const UNITS: { name: "cost_per_request" | "p50" | "p95" | "p99"; label: string; text: string }[] = [
  {
    name: "cost_per_request",
    label: "Cost per request",
    text: "The mean: all parts below, each over the requests that it is measured on.",
  },
  {
    name: "p50",
    label: "p50",
    text: "Half of the requests cost no more; calculated cost, at most 1% off.",
  },
  {
    name: "p95",
    label: "p95",
    text: "95% of the requests cost no more; calculated cost, at most 1% off.",
  },
  {
    name: "p99",
    label: "p99",
    text: "99% of the requests cost no more; calculated cost, at most 1% off.",
  },
];

function Figure({
  label,
  text,
  unit,
  currency,
  children,
}: {
  label: string;
  text: string;
  unit: UnitCost;
  currency: string;
  children?: React.ReactNode;
}) {
  return (
    <div className={classes.figure}>
      <p className={classes.figureLabel}>
        <Defined definition={text}>{label}</Defined>
      </p>
      <div className={classes.figureValue}>
        <UnitAmount unit={unit} currency={currency} />
      </div>
      {children}
    </div>
  );
}

function Compared({ row, currency }: { row: EndpointRow; currency: string }) {
  const { compare } = row;
  if (!compare) return null;
  return (
    <p className={classes.figureNote}>
      {compare.change !== null && (
        <Change
          change={compare.change}
          percent={compare.change_percent}
          style={unitStyle(currency)}
          hasWords
        />
      )}{" "}
      {compare.label}
    </p>
  );
}

/** What is counted: requests, failures, tokens, latency. */
function Counts({ row, answer }: PanelProps) {
  const carried = useCarriedSearch();
  const { where } = useScope();
  const count = { unit: "count" as const };
  const explore = {
    ...carried,
    where: addTerm(where, termFor(answer.by, row.value)),
    metrics: "cost,requests",
    by: "model,day",
  };
  return (
    <dl className={classes.counts}>
      <dt>Requests</dt>
      <dd>
        <Amount value={row.requests} style={count} />
      </dd>
      <dt>Failed</dt>
      <dd>
        <Amount value={row.errors} style={count} />
      </dd>
      <dt>Tokens per request</dt>
      <dd>
        {row.tokens_per_request === null
          ? "–"
          : Math.round(Number(row.tokens_per_request)).toLocaleString("en-US")}
      </dd>
      <dt>p95 latency</dt>
      <dd>{formatLatency(row.latency_p95)}</dd>
      <dt>Cost in the period</dt>
      <dd>
        <Amount value={row.cost} style={{ unit: "money", currency: answer.currency }} />
      </dd>
      {row.without_price > 0 && (
        <>
          <dt>Without a price</dt>
          <dd>
            + <Amount value={row.without_price} style={count} /> in no cost: cost per request is a
            lower bound
          </dd>
        </>
      )}
      <dd className={classes.explore}>
        <Link to="/explore" search={explore as never}>
          Open in Explore
        </Link>
      </dd>
    </dl>
  );
}

const PARTS: Record<string, { label: string; missing: string; text: string }> = {
  model: {
    label: "Model",
    missing: "no price known",
    text: "Model calls: billed where the bill has arrived, calculated until then.",
  },
  infrastructure: {
    label: "Infrastructure",
    missing: "not measured yet",
    text: "Servers that bills and allocation rules give to it; over the days that bills cover.",
  },
  transfer: {
    label: "Transfer",
    missing: "not measured yet",
    text: "Network traffic that bills and allocation rules give to it; over the days that bills cover.",
  },
};

/** What a request's cost is made of. A part that the ledger lacks is said to be missing, and not zero. */
function Breakdown({ row, answer }: PanelProps) {
  const whole = Number(row.cost_per_request.value ?? 0);
  const decimals = useMemo(
    () =>
      columnDecimals(
        row.components.map(({ per_request }) => per_request.value),
        "money",
        true,
      ),
    [row],
  );
  return (
    <section className={`card ${classes.section}`} aria-label="Parts of the cost">
      <div className={classes.head}>
        <h2>What a request's cost is made of</h2>
        <TrafficNote answer={answer} />
      </div>
      <table className={classes.parts} data-testid="parts">
        <thead className={classes.hidden}>
          <tr>
            <th scope="col">Part</th>
            <th scope="col">Share</th>
            <th scope="col">Cost per request</th>
          </tr>
        </thead>
        <tbody>
          {row.components.map((part) => {
            const words = PARTS[part.name];
            const share = whole ? (Number(part.per_request.value ?? 0) / whole) * 100 : 0;
            return (
              <tr key={part.name} data-part={part.name}>
                <th scope="row">
                  <Defined definition={words?.text}>{words?.label ?? part.name}</Defined>
                </th>
                <td
                  className={classes.share}
                  title={`${share.toFixed(1)}% of the cost per request`}
                >
                  <span className={classes.shareFill} style={{ width: `${Math.max(0, share)}%` }} />
                </td>
                <td className={classes.right}>
                  <UnitAmount
                    unit={part.per_request}
                    currency={answer.currency}
                    decimals={decimals}
                    missing={words?.missing}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

/** One endpoint: its unit costs, their trend and what they are made of. */
export function EndpointPanel({ row, answer }: PanelProps) {
  return (
    <>
      <section className={`card ${classes.figures}`} aria-label="Unit costs" data-testid="figures">
        {UNITS.map(({ name, label, text }) => (
          <Figure key={name} label={label} text={text} unit={row[name]} currency={answer.currency}>
            {name === "cost_per_request" && <Compared row={row} currency={answer.currency} />}
          </Figure>
        ))}
        <Counts row={row} answer={answer} />
      </section>
      <EndpointTrend row={row} answer={answer} />
      <Breakdown row={row} answer={answer} />
    </>
  );
}
