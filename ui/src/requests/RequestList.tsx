import { Button, SegmentedControl, Skeleton, UnstyledButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { requestsQuery } from "../api/queries";
import type { RequestRow } from "../api/types";
import { STATE_LABELS } from "../format/value";
import { Icon } from "../shell/Icon";
import { useSetSearch } from "../shell/useScope";
import { NothingFound } from "../states/EmptyState";
import { ProblemPanel } from "../states/ProblemPanel";
import { CostCell } from "./CostCell";
import lines from "./list.module.css";
import classes from "./requests.module.css";
import { formatLatency, formatMoment, tokenSum } from "./unitCost";
import { useBy, useNarrowed, usePeriod, useRequestsSearch } from "./useRequestsPage";

const LIMIT = 30;
const SAMPLES = [
  { value: "newest", label: "Newest" },
  { value: "dearest", label: "Dearest" },
  { value: "slowest", label: "Slowest" },
  { value: "errors", label: "Failed" },
];
const PAID_BY: Record<string, string> = {
  self_hosted: "Own servers",

  committed: "Commitment",
  seat: "Seat",
};
const REACH: Record<string, string> = {
  dearest: "of the last 7 days of the period",
  slowest: "of the last 7 days of the period",
};

/** Rows that came in while one was looking; the first answer is not news. */
function useNews(rows: RequestRow[] | undefined, isLive: boolean): Set<string> {
  const seen = useRef<Set<string> | null>(null);
  const fresh = new Set<string>();
  if (rows && seen.current && isLive) {
    for (const { id } of rows) if (!seen.current.has(id)) fresh.add(id);
  }
  useEffect(() => {
    if (rows) seen.current = new Set([...(seen.current ?? []), ...rows.map(({ id }) => id)]);
  }, [rows]);
  return fresh;
}

function LiveButton({ isLive }: { isLive: boolean }) {
  const setSearch = useSetSearch();
  return (
    <Button
      size="xs"
      variant="default"
      className="no-print"
      aria-pressed={isLive}
      leftSection={<Icon name={isLive ? "pause" : "play"} size={13} />}
      onClick={() => setSearch({ paused: isLive ? "yes" : undefined, before: undefined })}
      data-testid="live"
    >
      {isLive ? "Live" : "Go live"}
    </Button>
  );
}

function Line({ row, isNew }: { row: RequestRow; isNew: boolean }) {
  const setSearch = useSetSearch();
  const { name } = useRequestsSearch();
  const by = useBy();
  const tokens = tokenSum(row);
  const isFailed = row.status === "error";
  return (
    <tr className={lines.line} data-new={isNew || undefined} data-testid="request" data-id={row.id}>
      <th scope="row">
        <UnstyledButton
          className={lines.open}
          fz="inherit"
          onClick={() => setSearch({ request: row.id })}
          aria-label={`Request of ${formatMoment(row.at)}: where its cost comes from`}
        >
          {formatMoment(row.at)}
        </UnstyledButton>
      </th>
      {name === undefined && <td className={lines.clip}>{row.dimensions[by] ?? "–"}</td>}
      <td className={lines.clip}>{row.dimensions.model ?? "–"}</td>
      <td className={lines.clip}>{row.customer ?? "–"}</td>
      <td className={lines.right}>{tokens === null ? "–" : tokens.toLocaleString("en-US")}</td>
      <td className={lines.right}>{formatLatency(row.latency_ms)}</td>
      <td className={lines.right}>
        <CostCell row={row} />
      </td>
      <td className={isFailed ? lines.failed : lines.quiet}>
        {isFailed ? "Failed" : stateOf(row)}
        {row.flags.length > 0 && (
          <span title={row.flags.map(({ text }) => text).join(" ")}>
            {" "}
            · {row.flags.length} flag{row.flags.length > 1 ? "s" : ""}
          </span>
        )}
      </td>
    </tr>
  );
}

function stateOf(row: RequestRow): string {
  if (row.is_weight) return PAID_BY[row.dimensions.payer_kind ?? ""] ?? "Otherwise paid";
  return STATE_LABELS[row.cost_state] ?? row.cost_state;
}

function Lines({ rows, fresh }: { rows: RequestRow[]; fresh: Set<string> }) {
  const { name } = useRequestsSearch();
  const by = useBy();
  return (
    <section
      className={lines.scroller}
      aria-label="Single requests"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
      tabIndex={0}
    >
      <table className={lines.lines} data-testid="table-requests">
        <thead>
          <tr>
            <th scope="col">Time, UTC</th>
            {name === undefined && <th scope="col">{by.charAt(0).toUpperCase() + by.slice(1)}</th>}
            <th scope="col">Model</th>
            <th scope="col">Customer</th>
            <th scope="col" className={lines.right}>
              Tokens
            </th>
            <th scope="col" className={lines.right}>
              Latency
            </th>
            <th scope="col" className={lines.right}>
              Cost
            </th>
            <th scope="col">State</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Line key={row.id} row={row} isNew={fresh.has(row.id)} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Pages({ rows, before }: { rows: RequestRow[]; before: string | undefined }) {
  const setSearch = useSetSearch();
  const last = rows.at(-1);
  if (before === undefined && rows.length < LIMIT) return null;
  return (
    <div className={`${lines.pages} no-print`}>
      {before !== undefined && (
        <Button size="xs" variant="subtle" onClick={() => setSearch({ before: undefined })}>
          Back to the newest
        </Button>
      )}
      {last && rows.length === LIMIT && (
        <Button size="xs" variant="default" onClick={() => setSearch({ before: last.id })}>
          Older requests
        </Button>
      )}
    </div>
  );
}

/** Single requests without any content, as they come in. */
export function RequestList() {
  const setSearch = useSetSearch();
  const { sample = "newest", paused, before } = useRequestsSearch();
  const { since, until, isRunning } = usePeriod();
  const where = useNarrowed();
  const isTimed = sample === "newest" || sample === "errors";
  const isLive = isTimed && isRunning && paused === undefined && before === undefined;
  const input = { since, until, where, sample, limit: LIMIT, before: isTimed ? before : undefined };
  const { data, error, refetch } = useQuery(requestsQuery(input, isLive));
  const rows = data?.sample === sample ? data.requests : undefined;
  const fresh = useNews(rows, isLive);
  return (
    <section className={`card ${classes.section}`} aria-label="Requests">
      <div className={classes.head}>
        <h2>Single requests</h2>
        <span className={classes.note}>
          {REACH[sample] ?? (isLive ? "new ones appear by themselves" : "")}
        </span>
        <span className={classes.spacer} />
        <SegmentedControl
          size="xs"
          aria-label="Which requests"
          className="no-print"
          data={SAMPLES}
          value={sample}
          onChange={(value) =>
            setSearch({ sample: value === "newest" ? undefined : value, before: undefined })
          }
        />
        {isTimed && isRunning && <LiveButton isLive={isLive} />}
      </div>
      {error && (
        <div className={classes.plot}>
          <ProblemPanel
            error={error}
            onRetry={refetch}
            stillRight="The figures above are not affected."
          />
        </div>
      )}
      {!error && !rows && <Skeleton height={260} m={20} radius={8} />}
      {rows?.length === 0 && <NothingFound title="No request here" />}
      {rows && rows.length > 0 && <Lines rows={rows} fresh={fresh} />}
      {rows && isTimed && <Pages rows={rows} before={before} />}
    </section>
  );
}
