import { Skeleton } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { Sources } from "../api/types";
import { ProblemPanel } from "../states/ProblemPanel";
import { AddSource } from "./AddSource";
import { Did, SyncButton } from "./Doing";
import { FirstSource } from "./FirstSource";
import { SourceDrawer } from "./SourceDrawer";
import { SourceTable } from "./SourceTable";
import { standing } from "./source";
import classes from "./sources.module.css";
import { useSources, useSync } from "./useSources";

function SyncAll() {
  const sync = useSync();
  return (
    <>
      <SyncButton label="Sync all" mutation={sync} />
      <Did mutation={sync} command="outlay sync" />
    </>
  );
}

function Listed({ answer }: { answer: Sources }) {
  const isPulling = answer.sources.some(({ origin }) => origin === "pull");
  return (
    <section className={`card ${classes.section}`} aria-label="Sources">
      <div className={classes.head}>
        <h2>All sources</h2>
        <p className={classes.note} data-testid="standing">
          {standing(answer.sources)}
        </p>
        <span className={classes.spacer} />
        {isPulling && <SyncAll />}
      </div>
      <SourceTable sources={answer.sources} />
    </section>
  );
}

/** Where the facts come from: how fresh each source is, what it brought, what is wrong with it. */
export default function SourcesPage() {
  const { data, error, refetch } = useSources();
  useDocumentTitle("Sources · Outlay");
  return (
    <>
      <h1 className={classes.title}>Sources</h1>
      {error && (
        <div className={classes.section}>
          <ProblemPanel error={error} onRetry={refetch} />
        </div>
      )}
      {!error && !data && <Skeleton height={320} mb={18} radius={10} />}
      {data && (data.sources.length === 0 ? <FirstSource /> : <Listed answer={data} />)}
      <AddSource />
      {data && <SourceDrawer sources={data.sources} />}
    </>
  );
}
