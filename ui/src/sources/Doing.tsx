import { Button } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import type { SourceSync } from "../api/types";
import { Icon } from "../shell/Icon";
import { Command } from "../states/Command";
import { ProblemPanel, problemOf } from "../states/ProblemPanel";
import classes from "./sources.module.css";

type Mutation<T> = UseMutationResult<T, Error, void>;

/** Starts a sync; while it runs it can not be started again. */
export function SyncButton<T>({ label, mutation }: { label: string; mutation: Mutation<T> }) {
  return (
    <Button
      size="xs"
      variant="default"
      className="no-print"
      leftSection={<Icon name="sync" size={14} />}
      loading={mutation.isPending}
      onClick={() => mutation.mutate()}
    >
      {label}
    </Button>
  );
}

/** A browser that has not signed in may look, but not act: the terminal may. */
function NotSignedIn({ command }: { command: string }) {
  return (
    <div className={classes.refused} role="alert" data-testid="not-signed-in">
      <p>This browser has not signed in, so it may look but not act. Run it where Outlay runs:</p>
      <Command text={command} />
    </div>
  );
}

export function Failed({ error, command }: { error: Error; command: string }) {
  if (problemOf(error).status === 401) return <NotSignedIn command={command} />;
  return <ProblemPanel error={error} />;
}

function told({ runs }: SourceSync): string {
  const failed = runs.filter(({ state }) => state === "failed");
  const rows = runs.reduce((sum, run) => sum + run.rows + run.rows_usage, 0);
  const brought = rows === 0 ? "nothing new" : `${rows.toLocaleString("en-US")} rows`;
  if (failed.length === 0) return `Synced: ${brought}.`;
  return `${failed.map(({ source }) => source).join(", ")} failed; the rest brought ${brought}.`;
}

/** What came of a sync. */
export function Did({ mutation, command }: { mutation: Mutation<SourceSync>; command: string }) {
  if (mutation.error) {
    return (
      <div className={classes.wholeRow}>
        <Failed error={mutation.error} command={command} />
      </div>
    );
  }
  return (
    <p className={classes.note} role="status" data-testid="synced">
      {mutation.data ? told(mutation.data) : ""}
    </p>
  );
}
