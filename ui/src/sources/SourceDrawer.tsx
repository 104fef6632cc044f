import { Button, Drawer, Skeleton } from "@mantine/core";
import type { Source, SourceRun } from "../api/types";
import { Amount } from "../format/Amount";
import { useSetSearch } from "../shell/useScope";
import { Command } from "../states/Command";
import { ProblemPanel } from "../states/ProblemPanel";
import { Prose } from "../states/Prose";
import { StateWord } from "../states/StateWord";
import { Checks } from "./Checks";
import { Did, Failed, SyncButton } from "./Doing";
import { formatMoment } from "./moment";
import { RemoveSource } from "./RemoveSource";
import { originOf, reachOf, remarksOf, runStateOf, stateOf } from "./source";
import classes from "./sources.module.css";
import { useRuns, useSourcesSearch, useSync, useTest } from "./useSources";

/** Sync and test: only what is pulled can be pulled. */
function Actions({ source }: { source: Source }) {
  const { name } = source;
  const sync = useSync(name);
  const test = useTest(name);
  return (
    <section aria-label="What can be done">
      <div className={classes.actions}>
        <SyncButton label="Sync now" mutation={sync} />
        <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
          Test
        </Button>
        {source.managed_by === "command" && <RemoveSource source={source} />}
      </div>
      <Did mutation={sync} />
      {test.error && (
        <Failed error={test.error} what="to test a source" onSignedIn={() => test.mutate()} />
      )}
      {test.data && <Checks checks={test.data.checks} />}
    </section>
  );
}

function Remarks({ source }: { source: Source }) {
  const texts = remarksOf(source);
  if (texts.length === 0 && !source.hint) return null;
  return (
    <section>
      <h3>To know</h3>
      <ul className={classes.checks} data-testid="remarks">
        {texts.map((text) => (
          <li key={text}>
            <Prose text={text} />
          </li>
        ))}
      </ul>
      {source.hint && (
        <p className={classes.next}>
          Next: <Prose text={source.hint} />
        </p>
      )}
    </section>
  );
}

function Facts({ source }: { source: Source }) {
  const { compared, settings, secrets } = source;
  const money = { unit: "money" as const, currency: source.currency, decimals: 2 };
  const vendor = { ...money, currency: compared?.currency ?? source.currency };
  return (
    <dl className={classes.facts}>
      <dt>Kind</dt>
      <dd>
        {source.title} (<code>{source.kind}</code>)
      </dd>
      <dt>Holds</dt>
      <dd>
        <Amount value={source.rows} style={{ unit: "count" }} /> rows, {reachOf(source)}
      </dd>
      {source.charged !== null && (
        <>
          <dt>Charged</dt>
          <dd>
            <Amount value={source.charged} style={money} />
          </dd>
        </>
      )}
      {compared && (
        <>
          <dt>Vendor states</dt>
          <dd data-testid="compared">
            <Amount value={compared.stated} style={vendor} />; taken{" "}
            <Amount value={compared.charged} style={vendor} />, difference{" "}
            <Amount value={compared.difference} style={vendor} />
          </dd>
        </>
      )}
      {source.blocked !== null && (
        <>
          <dt>Held elsewhere</dt>
          <dd>
            <Amount value={source.blocked} style={money} /> that another source states as well,
            counted once
          </dd>
        </>
      )}
      {Object.entries(settings).map(([name, value]) => (
        <Pair
          key={name}
          name={name}
          value={typeof value === "string" ? value : JSON.stringify(value)}
        />
      ))}
      {Object.entries(secrets).map(([name, value]) => (
        <Pair key={name} name={name} value={value === "stored" ? "stored, encrypted" : value} />
      ))}
      {source.managed_by && (
        <>
          <dt>Set up</dt>
          <dd>
            {source.managed_by === "file"
              ? "in outlay.yaml, where it can be removed"
              : "on this page, by command or API"}
          </dd>
        </>
      )}
    </dl>
  );
}

function Pair({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt>
        <code>{name}</code>
      </dt>
      <dd>{value}</dd>
    </>
  );
}

function Run({ run }: { run: SourceRun }) {
  const { word, tone } = runStateOf(run);
  const style = { unit: "money" as const, currency: run.currency, decimals: 2 };
  return (
    <li className={classes.run} data-testid="run" data-id={run.run_id}>
      <span className={classes.runHead}>
        <StateWord tone={tone}>{word}</StateWord>
        <span className="num">{formatMoment(run.started_at)} UTC</span>
        <span className={classes.note}>
          {run.rows.toLocaleString("en-US")} rows
          {run.rows_usage > 0 && `, ${run.rows_usage.toLocaleString("en-US")} of usage`}
        </span>
        {run.charged !== null && <Amount value={run.charged} style={style} />}
      </span>
      {run.error && (
        <span className={classes.remarks}>
          <Prose text={run.error} />
        </span>
      )}
      {run.hint && (
        <span className={classes.next}>
          Next: <Prose text={run.hint} />
        </span>
      )}
    </li>
  );
}

function Runs({ source }: { source: Source }) {
  const isPulled = source.origin === "pull";
  const { data, error, refetch } = useRuns(source.name, isPulled);
  if (!isPulled) return null;
  return (
    <section>
      <h3>Syncs</h3>
      {error && <ProblemPanel error={error} onRetry={refetch} />}
      {!error && !data && <Skeleton height={120} />}
      {data?.length === 0 && <p className={classes.note}>None yet.</p>}
      <ol className={classes.runs}>
        {data?.map((run) => (
          <Run key={run.run_id} run={run} />
        ))}
      </ol>
    </section>
  );
}

function Detail({ source }: { source: Source }) {
  const { word, tone } = stateOf(source.state);
  const again = `outlay import ${source.kind} FILE`;
  return (
    <div className={classes.drawer} data-testid="source-drawer">
      <p className={classes.verdict}>
        <StateWord tone={tone}>{word}</StateWord> {source.state_text} · {originOf(source)}
      </p>
      {source.origin === "pull" ? (
        <Actions source={source} />
      ) : (
        <>
          <p className={classes.note}>It comes in from outside. A newer file:</p>
          <Command text={again} />
        </>
      )}
      <Remarks source={source} />
      <h3>What it is</h3>
      <Facts source={source} />
      <Runs source={source} />
    </div>
  );
}

/** One source: what it holds, what went wrong, its syncs. Its id is in the URL. */
export function SourceDrawer({ sources }: { sources: Source[] }) {
  const { source: id } = useSourcesSearch();
  const setSearch = useSetSearch();
  const chosen = sources.find((source) => source.id === id);
  return (
    <Drawer
      opened={chosen !== undefined}
      onClose={() => setSearch({ source: undefined })}
      position="right"
      size="lg"
      title={<span className={classes.drawerTitle}>{chosen?.name ?? ""}</span>}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {chosen && <Detail key={chosen.id} source={chosen} />}
    </Drawer>
  );
}
