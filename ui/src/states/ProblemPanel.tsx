import { Button } from "@mantine/core";
import { ApiError } from "../api/client";
import type { Problem } from "../api/types";
import { Icon } from "../shell/Icon";
import classes from "./states.module.css";

function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { title: "The page met an unexpected fault", status: 0, detail };
}

/** Commands inside hints are written between backticks. */
function Hint({ text }: { text: string }) {
  const parts = text.split("`");
  return (
    <p className={classes.hint}>
      {parts.map((part, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never move.
        index % 2 === 1 ? <code key={index}>{part}</code> : <span key={index}>{part}</span>,
      )}
    </p>
  );
}

interface ProblemPanelProps {
  error: unknown;
  onRetry?: () => void;
  /** What is unaffected, so that a reader knows what to trust. */
  stillRight?: string;
}

/** What failed, what is still right, and what to do. */
export function ProblemPanel({ error, onRetry, stillRight }: ProblemPanelProps) {
  const problem = problemOf(error);
  return (
    <div className={classes.problem} role="alert" data-testid="problem">
      <span className={classes.problemIcon}>
        <Icon name="warning" size={20} />
      </span>
      <div>
        <h2 className={classes.problemTitle}>{problem.title}</h2>
        {problem.detail && <p>{problem.detail}</p>}
        {problem.hint && <Hint text={problem.hint} />}
        <p className={classes.soft}>
          {stillRight ?? "Nothing was changed: the data in the ledger is as it was."}
        </p>
        <p className={classes.actions}>
          {onRetry && (
            <Button size="xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          )}
          {problem.code && <code className={classes.code}>{problem.code}</code>}
        </p>
      </div>
    </div>
  );
}
