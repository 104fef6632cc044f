import { SegmentedControl, Skeleton } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import { useSuspenseQuery } from "@tanstack/react-query";
import { statusQuery } from "../api/queries";
import type { MatchStatement } from "../api/types";
import { addDays } from "../format/date";
import { LedgerNotices } from "../shell/PageNotices";
import { useSetSearch } from "../shell/useScope";
import { Notices } from "../states/Notices";
import { ProblemPanel } from "../states/ProblemPanel";
import { Bills } from "./Bills";
import { CommitmentList } from "./CommitmentList";
import { FirstBill } from "./FirstBill";
import classes from "./match.module.css";
import { ShadowTable } from "./ShadowTable";
import { Statement } from "./Statement";
import { SeatList } from "./seats/SeatList";
import { billOf, monthOf } from "./tie";
import { useMatchSearch, useMonths, useReconciliation, useShadowAi } from "./useMatch";

const TABS = [
  { value: "bills", label: "Bills" },
  { value: "shadow", label: "Shadow AI" },
  { value: "commitments", label: "Commitments" },
  { value: "seats", label: "Seats" },
] as const;

/** Parts that are about months; the others are about now. */
const BY_MONTH = new Set(["bills", "shadow"]);

function TabControl({ tab }: { tab: string }) {
  const setSearch = useSetSearch();
  const { data } = useShadowAi();
  const labels = TABS.map(({ value, label }) => ({
    value,
    label: value === "shadow" && data?.rows.length ? `${label} (${data.rows.length})` : label,
  }));
  return (
    <SegmentedControl
      aria-label="Part of the page"
      className={`${classes.tabs} no-print`}
      data={labels}
      value={tab}
      onChange={(value) =>
        setSearch({ tab: value === "bills" ? undefined : value, order: undefined })
      }
    />
  );
}

/** Which months are looked at: bills are by the month, whatever days the period has. */
function Months() {
  const { since, until } = useMonths();
  const first = monthOf(since);
  const last = monthOf(addDays(until, -1));
  return <span className={classes.note}>{first === last ? first : `${first} – ${last}`}</span>;
}

/** The bill that the address names; one that these months lack is none. */
function useChosen(): MatchStatement | undefined {
  const { tab = "bills", bill } = useMatchSearch();
  const { data } = useReconciliation();
  if (tab !== "bills" || bill === undefined) return undefined;
  return data?.statements.find((statement) => billOf(statement) === bill);
}

function BillsTab({ chosen }: { chosen: MatchStatement | undefined }) {
  const { data, error, refetch } = useReconciliation();
  if (error) return <ProblemPanel error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={420} radius={10} />;
  return (
    <>
      <Notices texts={data.notes} />
      {chosen ? <Statement statement={chosen} currency={data.currency} /> : <Bills answer={data} />}
    </>
  );
}

/** Does the bill tie to the invoices and to what was used, and if not, why? */
export default function MatchPage() {
  const { tab = "bills" } = useMatchSearch();
  const chosen = useChosen();
  const { data: status } = useSuspenseQuery(statusQuery);
  useDocumentTitle("Match to invoices · Outlay");
  if (status.empty) return <FirstBill />;
  const known = TABS.some(({ value }) => value === tab) ? tab : "bills";
  return (
    <>
      <LedgerNotices />
      {!chosen && (
        <>
          <div className={classes.crumbs}>
            <h1 className={classes.title}>Match to invoices</h1>
            {BY_MONTH.has(known) && <Months />}
          </div>
          <TabControl tab={known} />
        </>
      )}
      {known === "bills" && <BillsTab chosen={chosen} />}
      {known === "shadow" && <ShadowTable />}
      {known === "commitments" && <CommitmentList />}
      {known === "seats" && <SeatList />}
    </>
  );
}
