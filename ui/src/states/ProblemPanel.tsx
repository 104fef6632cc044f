import { Button } from "@mantine/core";
import { ApiError } from "../api/client";
import type { Problem } from "../api/types";
import { Icon } from "../shell/Icon";
import { Prose } from "./Prose";
import classes from "./states.module.css";

export function problemOf(error: unknown): Problem {
  if (error instanceof ApiError) return error.problem;
  const detail = error instanceof Error ? error.message : String(error);
  return { title: "The page met an unexpected fault", status: 0, detail };
}

/** The protocol's words for a refused question help nobody. */
function titleOf({ title, status }: Problem): string {
  return status === 400 && title === "Bad Request" ? "This question has no answer" : title;
}

/** With a capital, unless it begins with a name that has none. */
function sentence(text: string): string {
  return /^[a-z]+[ ,]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

/** A step that mends the question. */
export interface ProblemAction {
  label: string;
  onClick: () => void;
}

interface ProblemPanelProps {
  error: unknown;
  onRetry?: () => void;
  /** What is unaffected, so that a reader knows what to trust. */
  stillRight?: string;
  actions?: ProblemAction[];
}

/** What failed, what is still right, and what to do. */
export function ProblemPanel({ error, onRetry, stillRight, actions = [] }: ProblemPanelProps) {
  const problem = problemOf(error);
  return (
    <div className={classes.problem} role="alert" data-testid="problem">
      <span className={classes.problemIcon}>
        <Icon name="warning" size={20} />
      </span>
      <div>
        <h2 className={classes.problemTitle}>{titleOf(problem)}</h2>
        {problem.detail && <p>{sentence(problem.detail)}</p>}
        {problem.hint && (
          <p className={classes.hint}>
            <Prose text={sentence(problem.hint)} />
          </p>
        )}
        <p className={classes.soft}>
          {stillRight ?? "Nothing was changed: the data in the ledger is as it was."}
        </p>
        <p className={classes.actions}>
          {actions.map(({ label, onClick }, index) => (
            <Button
              key={label}
              size="xs"
              variant={index === 0 ? "filled" : "default"}
              onClick={onClick}
            >
              {label}
            </Button>
          ))}
          {onRetry && actions.length === 0 && (
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

/** A part of the page without its answer; the panel above says why. */
export function SectionProblem() {
  return (
    <p className={classes.sectionProblem} data-testid="section-problem">
      No answer; the message at the top of the page says why.
    </p>
  );
}
