import { Button } from "@mantine/core";
import type { UseMutationResult } from "@tanstack/react-query";
import type { SourceSync } from "../api/types";
import { SignIn } from "../session/SignIn";
import { isSignedOut } from "../session/useSession";
import { Icon } from "../shell/Icon";
import { ProblemPanel } from "../states/ProblemPanel";
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

interface FailedProps {
  error: Error;
  /** What was not done because nobody is signed in. */
  what: string;
  onSignedIn: () => void;
}

/** What failed; who has only to sign in does so here, and then it is done. */
export function Failed({ error, what, onSignedIn }: FailedProps) {
  if (isSignedOut(error)) return <SignIn what={what} onDone={onSignedIn} />;
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
export function Did({ mutation }: { mutation: Mutation<SourceSync> }) {
  if (mutation.error) {
    return (
      <div className={classes.wholeRow}>
        <Failed error={mutation.error} what="to sync" onSignedIn={() => mutation.mutate()} />
      </div>
    );
  }
  return (
    <p className={classes.note} role="status" data-testid="synced">
      {mutation.data ? told(mutation.data) : ""}
    </p>
  );
}
