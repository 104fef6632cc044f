import { Drawer, Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { requestQuery } from "../api/queries";
import type { EndpointsAnswer, RequestAnswer } from "../api/types";
import { formatExact } from "../format/number";
import { useSetSearch } from "../shell/useScope";
import { ProblemPanel } from "../states/ProblemPanel";
import { CardLineage } from "./CardLineage";
import classes from "./drawer.module.css";
import { Lineage } from "./Lineage";
import { RequestFacts } from "./RequestFacts";
import { formatLatency, formatMoment, formatMonth, unitStyle } from "./unitCost";
import { useRequestsSearch } from "./useRequestsPage";

/** What this request's cost would come to if all of today's requests of its endpoint cost as much. */
function monthOf(request: RequestAnswer, answer: EndpointsAnswer | undefined): string {
  const value = answer && request.dimensions[answer.by];
  const row = answer?.endpoints.find((one) => one.value === value);
  if (!row?.requests_today || request.cost === null || request.is_weight) return "";
  const one = Number(request.cost) / request.weight;
  return formatMonth(one * row.requests_today * 30, request.currency);
}

function Summary({ request, answer }: { request: RequestAnswer; answer?: EndpointsAnswer }) {
  const month = monthOf(request, answer);
  return (
    <div className={classes.summary}>
      <p className={classes.drawerCost} data-value={request.cost ?? ""} data-testid="drawer-cost">
        {request.is_weight
          ? "No money of its own"
          : request.cost === null
            ? "No price"
            : formatExact(request.cost, unitStyle(request.currency))}
      </p>
      {month && (
        <p className={classes.note}>{month} if every request of today's traffic cost as much</p>
      )}
      <p>{request.state_text}</p>
      {request.weight > 1 && (
        <p>
          Stands for {request.weight.toLocaleString("en-US")} requests, because telemetry is
          sampled.
        </p>
      )}
      <p className={classes.note}>
        {formatMoment(request.at)} UTC · {request.status === "error" ? "failed" : "succeeded"} ·{" "}
        {formatLatency(request.latency_ms)}
      </p>
    </div>
  );
}

function Flags({ request }: { request: RequestAnswer }) {
  if (request.flags.length === 0) return null;
  return (
    <section>
      <h3>What is odd about it</h3>
      <ul className={classes.flags} data-testid="flags">
        {request.flags.map(({ flag, text }) => (
          <li key={flag}>
            {text} <code>{flag}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** One request: its tokens, rates and amounts, the card they come from, who told of it. Its id is in the URL. */
export function RequestDrawer({ answer }: { answer: EndpointsAnswer | undefined }) {
  const { request: id = "" } = useRequestsSearch();
  const setSearch = useSetSearch();
  const { data, error, refetch } = useQuery(requestQuery(id));
  return (
    <Drawer
      opened={id !== ""}
      onClose={() => setSearch({ request: undefined })}
      position="right"
      size="lg"
      title="Where a request's cost comes from"
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {error && !data && <ProblemPanel error={error} onRetry={refetch} />}
      {!error && !data && <Skeleton height={240} />}
      {data && (
        <div className={classes.drawer} data-testid="request-drawer">
          <Summary request={data} answer={answer} />
          <Lineage request={data} />
          <CardLineage request={data} />
          <Flags request={data} />
          <RequestFacts request={data} />
        </div>
      )}
    </Drawer>
  );
}
