import { useDocumentTitle } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { overviewQuery } from "../api/queries";
import type { OverviewSearch } from "../scope/search";
import { useScope } from "../shell/useScope";
import { ProblemPanel } from "../states/ProblemPanel";
import { Figures } from "./Figures";
import { Movers } from "./Movers";
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
  if (error && !data) {
    return (
      <>
        <h1 className={classes.title}>Overview</h1>
        <ProblemPanel error={error} onRetry={refetch} />
      </>
    );
  }
  return (
    <div aria-busy={isPlaceholderData}>
      <h1 className={classes.title}>Overview</h1>
      <Figures overview={data} />
      <Movers overview={data} />
      <Spend overview={data} />
      <div className={classes.tables}>
        {TABLES.map((dimension) => (
          <TopTable
            key={dimension}
            dimension={dimension}
            rows={data?.tables[dimension]}
            isRefused={data !== undefined && data.tables[dimension] === undefined}
            period={data?.movers_period?.label}
          />
        ))}
      </div>
    </div>
  );
}
