import { Command } from "../states/Command";
import stateClasses from "../states/states.module.css";

const STEPS = [
  {
    title: "Connect a vendor",
    text: "Bills and usage are fetched every hour. The kinds and what each needs are below.",
    command: "outlay sources kinds",
  },
  {
    title: "Import a file",
    text: "A bill as its vendor exports it. It stands here with how far it reaches.",
    command: "outlay import focus FILE",
  },
];

/** How the first source gets here. */
export function FirstSource() {
  return (
    <div data-testid="empty-state">
      <p>Nothing has come in yet. A source is a vendor's API, a bucket of bills, or a file.</p>
      <ol className={`${stateClasses.steps} card`} style={{ marginBottom: 18 }}>
        {STEPS.map(({ title, text, command }) => (
          <li key={command}>
            <h2>{title}</h2>
            <p>{text}</p>
            <Command text={command} />
          </li>
        ))}
      </ol>
    </div>
  );
}
