import type { RequestAnswer } from "../api/types";
import { formatDay } from "../format/date";
import classes from "./drawer.module.css";

const CONFIDENCE: Record<string, string> = {
  high: "several sources agree",
  single: "one source",
  disputed: "sources disagree",
};

function dates({ valid_from, valid_to, is_learnt }: NonNullable<RequestAnswer["card"]>): string {
  if (!valid_from && !valid_to) return "no dated change known";
  const from = valid_from
    ? `from ${formatDay(valid_from)}${is_learnt ? " (the day the source learnt of it)" : ""}`
    : "";
  const to = valid_to ? `until ${formatDay(valid_to)}` : "";
  return [from, to].filter(Boolean).join(" ");
}

function words(pairs: Record<string, string>): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${name.replaceAll("_", " ")} ${value}`)
    .join(", ");
}

/** How the way of serving was known: what the answer or the sender said. */
function servedBy(request: RequestAnswer): string {
  const said = words(request.served);
  return said
    ? `${said}, as the record says`
    : "the standard way: the record names no tier, batch or speed";
}

function Pair({ label, children }: { label: string; children: React.ReactNode }) {
  if (children === null || children === undefined || children === "") return null;
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** Whose price it is, from where, for which days and which way of serving. */
export function CardLineage({ request }: { request: RequestAnswer }) {
  const { card } = request;
  return (
    <section>
      <h3>Price card</h3>
      <dl className={classes.facts} data-testid="card">
        {card ? (
          <>
            <Pair label="Source">
              {card.source
                ? `${card.source} ${card.source_version ?? ""}`
                : "not kept in this store"}
            </Pair>
            <Pair label="Price of">{card.model && `${card.model} at ${card.provider}`}</Pair>
            {card.source && <Pair label="Valid">{dates(card)}</Pair>}
            <Pair label="Hours">{card.daily}</Pair>
            <Pair label="Price for">
              {words(card.context ?? {}) || (card.source ? "standard serving" : "")}
            </Pair>
            <Pair label="Changed by">{(card.overlays ?? []).join(", ")}</Pair>
            <Pair label="Confidence">
              {card.confidence && (CONFIDENCE[card.confidence] ?? card.confidence)}
            </Pair>
            <Pair label="Card">
              <code>{card.id}</code>
            </Pair>
          </>
        ) : (
          <Pair label="Card">
            none: {request.cost_state === "stated" ? "the cost was stated" : "no price is known"}
          </Pair>
        )}
        <Pair label="Served">{servedBy(request)}</Pair>
      </dl>
    </section>
  );
}
