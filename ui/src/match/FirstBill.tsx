import { Command } from "../states/Command";
import classes from "../states/states.module.css";

export const STEPS = [
  {
    title: "Import the bill",
    text: "What each vendor charged, as its FOCUS export or cost file says. Importing it twice changes nothing.",
    command: "outlay import focus FILE",
  },
  {
    title: "Record the invoice",
    text: "Its number and what it asks for, without tax. A table of many: outlay import invoices FILE.",
    command:
      "outlay invoice add --issuer 'OpenAI, LLC' --id OAI-202610 --period 2026-10 --net 1201.79 --currency USD",
  },
  {
    title: "Send what was used",
    text: "Calls of your services, so that the AI part of the bill can be explained by them.",
    command: "outlay import events FILE",
  },
];

/** How the first bill gets here. */
export function FirstBill() {
  return (
    <div className={classes.empty} data-testid="empty-state">
      <h1>Nothing to match yet</h1>
      <p>
        Outlay compares what vendors invoice with what they charge, and what they charge for AI with
        what your services used. Fill in the sides from a terminal, then reload this page.
      </p>
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
