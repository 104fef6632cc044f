import { Select, Skeleton } from "@mantine/core";
import type { SourceKind } from "../api/types";
import { useSetSearch } from "../shell/useScope";
import { Command } from "../states/Command";
import { ProblemPanel } from "../states/ProblemPanel";
import { Prose } from "../states/Prose";
import { addCommand } from "./source";
import classes from "./sources.module.css";
import { useKinds, useSourcesSearch } from "./useSources";

const FORMS: Record<string, string> = { api: "By API", files: "By file" };

function groupsOf(kinds: SourceKind[]) {
  return Object.entries(FORMS).map(([form, group]) => ({
    group,
    items: kinds
      .filter((kind) => kind.form === form)
      .map(({ kind, title }) => ({ value: kind, label: title })),
  }));
}

function Fields({ kind }: { kind: SourceKind }) {
  return (
    <dl className={classes.facts}>
      {kind.fields.map(({ name, description, is_required, is_secret, default: fallback }) => (
        <div key={name} className={classes.field}>
          <dt>
            <code>{name}</code>
          </dt>
          <dd>
            <Prose text={description} />{" "}
            <span className={classes.note}>
              {is_secret && "secret; "}
              {is_required ? "needed" : fallback ? `else ${fallback}` : "optional"}
            </span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Kind({ kind }: { kind: SourceKind }) {
  return (
    <div data-testid="kind">
      <p>
        <Prose text={kind.summary} />
        {kind.history_days !== null && ` It keeps about ${kind.history_days} days of history.`}
      </p>
      <Command text={addCommand(kind)} />
      <p className={classes.note}>
        It is tried first, and added if all is right. A secret is the name of a variable of the
        environment in which Outlay runs, or is asked for and stored encrypted where{" "}
        <code>=env:…</code> is left out.
      </p>
      <h3>Settings</h3>
      <Fields kind={kind} />
    </div>
  );
}

/** Which kinds of sources there are, and the command that adds one. */
export function AddSource() {
  const { add } = useSourcesSearch();
  const setSearch = useSetSearch();
  const { data, error, refetch } = useKinds();
  const chosen = data?.find(({ kind }) => kind === add);
  return (
    <section className={`card ${classes.section}`} aria-label="Add a source">
      <div className={classes.head}>
        <h2>Add a source</h2>
        {data && <p className={classes.note}>{data.length} kinds</p>}
      </div>
      <div className={classes.body}>
        {error && <ProblemPanel error={error} onRetry={refetch} />}
        {!error && !data && <Skeleton height={36} />}
        {data && (
          <Select
            label="Kind"
            placeholder="OpenAI, GitHub Copilot, files in a bucket …"
            data={groupsOf(data)}
            value={chosen?.kind ?? null}
            onChange={(value) => setSearch({ add: value ?? undefined })}
            searchable
            clearable
            maw={420}
          />
        )}
        {chosen && <Kind kind={chosen} />}
      </div>
    </section>
  );
}
