import { Button, Skeleton } from "@mantine/core";
import { useDocumentTitle } from "@mantine/hooks";
import type { Sources } from "../api/types";
import { Icon } from "../shell/Icon";
import { useSetSearch } from "../shell/useScope";
import { ProblemPanel } from "../states/ProblemPanel";
import { AddDrawer, ANY_KIND } from "./add/AddDrawer";
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
      <Did mutation={sync} />
    </>
  );
}

function AddButton() {
  const setSearch = useSetSearch();
  return (
    <Button
      size="xs"
      className="no-print"
      leftSection={<Icon name="plus" size={14} />}
      onClick={() => setSearch({ add: ANY_KIND, source: undefined })}
    >
      Add a source
    </Button>
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
  const isEmpty = data?.sources.length === 0;
  return (
    <>
      <div className={classes.top}>
        <h1 className={classes.title}>Sources</h1>
        {!isEmpty && <AddButton />}
      </div>
      {error && (
        <div className={classes.section}>
          <ProblemPanel error={error} onRetry={refetch} />
        </div>
      )}
      {!error && !data && <Skeleton height={320} mb={18} radius={10} />}
      {data && (isEmpty ? <FirstSource action={<AddButton />} /> : <Listed answer={data} />)}
      {data && <SourceDrawer sources={data.sources} />}
      <AddDrawer sources={data?.sources ?? (error ? [] : undefined)} />
    </>
  );
}
