import { Command } from "./Command";
import classes from "./states.module.css";

const STEPS = [
  {
    title: "Import a bill",
    text: "A FOCUS file from any cloud or vendor, as CSV or Parquet. Importing it twice changes nothing.",
    command: "outlay import focus FILE",
  },
  {
    title: "Add what your AI features used",
    text: "One line per model call gives cost by feature, customer and team.",
    command: "outlay import events FILE",
  },
  {
    title: "Or look around first",
    text: "A sample company with 18 months of bills and 90 days of usage, in its own data folder.",
    command: "outlay demo",
  },
];

/** The first page of an empty ledger: what to type next. */
export function EmptyState() {
  return (
    <div className={classes.empty} data-testid="empty-state">
      <h1>No costs yet</h1>
      <p>Outlay shows what is in its ledger. Fill it from a terminal, then reload this page.</p>
      <ol className={`${classes.steps} card`}>
        {STEPS.map((step) => (
          <li key={step.command}>
            <h2>{step.title}</h2>
            <p>{step.text}</p>
            <Command text={step.command} />
          </li>
        ))}
      </ol>
    </div>
  );
}

/** A question that no row answers. */
export function NothingFound({
  title = "Nothing in this period",
  children,
}: {
  title?: string;
  children?: React.ReactNode;
}) {
  return (
    <div className={classes.nothing} data-testid="nothing-found">
      <strong>{title}</strong>
      {children ?? "Choose a longer period or remove a filter."}
    </div>
  );
}
