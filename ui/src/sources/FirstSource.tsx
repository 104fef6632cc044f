import { Command } from "../states/Command";
import stateClasses from "../states/states.module.css";

const FILES = [
  {
    title: "Import a file",
    text: "A bill as its vendor exports it. It stands here with how far it reaches.",
    command: "outlay import focus FILE",
  },
  {
    title: "Or look around first",
    text: "A sample company with 18 months of bills, in its own data folder.",
    command: "outlay demo",
  },
];

/** How the first source gets here. */
export function FirstSource({ action }: { action: React.ReactNode }) {
  return (
    <div data-testid="empty-state">
      <p>Nothing has come in yet. A source is a vendor's API, a bucket of bills, or a file.</p>
      <ol className={`${stateClasses.steps} card`} style={{ marginBottom: 18 }}>
        <li>
          <h2>Connect a vendor</h2>
          <p>Its bills and usage are fetched now, and then every hour.</p>
          {action}
        </li>
        {FILES.map(({ title, text, command }) => (
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
