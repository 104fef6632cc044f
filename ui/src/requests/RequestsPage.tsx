import { SegmentedControl, Skeleton } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useSuspenseQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { statusQuery } from "../api/queries";
import type { EndpointsAnswer } from "../api/types";
import { formatRange } from "../format/date";
import { labelOfValue } from "../format/value";
import { LedgerNotices } from "../shell/PageNotices";
import { useSetSearch } from "../shell/useScope";
import { NothingFound } from "../states/EmptyState";
import { Notices } from "../states/Notices";
import { ProblemPanel, problemOf } from "../states/ProblemPanel";
import { EndpointPanel } from "./EndpointPanel";
import { EndpointTable } from "./EndpointTable";
import { FirstEvent } from "./FirstEvent";
import { RequestDrawer } from "./RequestDrawer";
import { RequestList } from "./RequestList";
import classes from "./requests.module.css";
import { TrafficNote } from "./TrafficNote";
import { DIMENSIONS, useEndpoints, usePeriod, useRequestsSearch } from "./useRequestsPage";

function ByControl({ by }: { by: string }) {
  const setSearch = useSetSearch();
  return (
    <SegmentedControl
      size="xs"
      aria-label="Requests by"
      className="no-print"
      data={[...DIMENSIONS]}
      value={by}
      onChange={(value) =>
        setSearch({ by: value === "endpoint" ? undefined : value, order: undefined })
      }
    />
  );
}

/** The page knows today already; the other pages end with the last complete day. */
function Today() {
  const { since, until, isRunning } = usePeriod();
  if (!isRunning) return null;
  return <span className={classes.note}>{formatRange(since, until)}, today included</span>;
}

function Heading({ by, name }: { by: string; name: string | undefined }) {
  if (name === undefined) {
    return (
      <div className={classes.crumbs}>
        <h1 className={classes.title}>Requests</h1>
        <Today />
      </div>
    );
  }
  return (
    <div className={classes.crumbs}>
      <Link
        to="."
        search={(old: object) => ({ ...old, name: undefined, before: undefined }) as never}
      >
        Requests
      </Link>
      <span aria-hidden="true">/</span>
      <h1 className={classes.title}>{labelOfValue(name, by)}</h1>
      <Today />
    </div>
  );
}

/** Requests that carry no endpoint may carry a service. */
function Suggestion({ answer }: { answer: EndpointsAnswer }) {
  const setSearch = useSetSearch();
  const { suggested_by, by } = answer;
  if (!suggested_by) return null;
  return (
    <p className={classes.suggestion} data-testid="suggestion">
      No request names its {by}. They do name their {suggested_by}:{" "}
      <button
        type="button"
        className={classes.textButton}
        onClick={() => setSearch({ by: suggested_by })}
      >
        show requests by {suggested_by}
      </button>
      . The middleware of the SDK, or the server's spans of OpenTelemetry, name endpoints.
    </p>
  );
}

function Endpoints({ answer, name }: { answer: EndpointsAnswer; name: string | undefined }) {
  const chosen = answer.endpoints.find(({ value }) => value === name);
  if (name !== undefined) {
    return chosen ? (
      <EndpointPanel row={chosen} answer={answer} />
    ) : (
      <NothingFound title="No request in this period" />
    );
  }
  return (
    <section className={`card ${classes.section}`} aria-label="Unit costs">
      <div className={classes.head}>
        <h2>Cost per request</h2>
        <TrafficNote answer={answer} />
        <span className={classes.spacer} />
        <ByControl by={answer.by} />
      </div>
      <Suggestion answer={answer} />
      {answer.endpoints.length === 0 ? <NothingFound /> : <EndpointTable answer={answer} />}
    </section>
  );
}

/** What each endpoint costs, and the requests behind it as they come in. */
export default function RequestsPage() {
  const { name } = useRequestsSearch();
  const { data: status } = useSuspenseQuery(statusQuery);
  const { by, data, error, refetch } = useEndpoints();
  const answer = data?.by === by ? data : undefined;
  // A filter that is refused above is refused for the list as well: told once.
  const isRefused = error !== null && problemOf(error).status === 400;
  useDocumentTitle(`${name ?? "Requests"} · Outlay`);
  if (status.freshness.usage_until === null) return <FirstEvent />;
  return (
    <>
      {!error && <LedgerNotices />}
      <Heading by={by} name={name} />
      {error ? (
        <div className={classes.problem}>
          <ProblemPanel error={error} onRetry={refetch} />
        </div>
      ) : (
        <>
          <Notices texts={answer?.notes} />
          {answer ? (
            <Endpoints answer={answer} name={name} />
          ) : (
            <Skeleton height={320} mb={18} radius={10} />
          )}
        </>
      )}
      {!isRefused && <RequestList />}
      <RequestDrawer answer={answer} />
    </>
  );
}
