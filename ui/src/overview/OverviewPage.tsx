import { useDocumentTitle } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { overviewQuery } from "../api/queries";
import type { OverviewSearch } from "../scope/search";
import { LedgerNotices } from "../shell/PageNotices";
import { useScope } from "../shell/useScope";
import { ProblemPanel } from "../states/ProblemPanel";
import { Figures } from "./Figures";
import { Movers } from "./Movers";
import { placeNotes } from "./notes";
import classes from "./overview.module.css";
import { DEFAULT_BY, Spend } from "./Spend";
import { TopTable } from "./TopTable";

const TABLES = ["feature", "model", "customer"];

/** What was spent, what changed, where it went. */
export default function OverviewPage() {
  const search = useSearch({ strict: false }) as OverviewSearch;
  const scope = useScope();
  const { data, error, refetch, isPlaceholderData } = useQuery(
    overviewQuery({ ...scope, by: search.by ?? DEFAULT_BY }),
  );
  useDocumentTitle("Overview · Outlay");
  const notes = placeNotes(data?.notes);
  const failed = data ? undefined : error;
  return (
    <div aria-busy={isPlaceholderData}>
      {!failed && <LedgerNotices />}
      <h1 className={classes.title}>Overview</h1>
      {failed ? (
        <div className={classes.failed}>
          <ProblemPanel
            error={failed}
            onRetry={refetch}
            stillRight="Figures, movers and tables have no answer. Spend over time is asked for on its own."
          />
        </div>
      ) : (
        <Figures overview={data} />
      )}
      <Movers overview={data} isFailed={Boolean(failed)} />
      <Spend overview={data} isOverviewFailed={Boolean(failed)} isStale={isPlaceholderData} />
      <div className={classes.tables}>
        {TABLES.map((dimension) => (
          <TopTable
            key={dimension}
            dimension={dimension}
            rows={data?.tables?.[dimension]}
            isFailed={Boolean(failed)}
            note={notes.tables.get(dimension)}
            isRefused={data !== undefined && data.tables?.[dimension] === undefined}
            period={data?.movers_period?.label}
          />
        ))}
      </div>
    </div>
  );
}
