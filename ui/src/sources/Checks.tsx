import type { SourceCheck } from "../api/types";
import { Prose } from "../states/Prose";
import { StateWord } from "../states/StateWord";
import classes from "./sources.module.css";

/** What a test tried, and what the vendor answered. */
export function Checks({ checks }: { checks: SourceCheck[] }) {
  return (
    <ul className={classes.checks} data-testid="checks" aria-label="What the test found">
      {checks.map(({ name, is_ok, text, hint }) => (
        <li key={name}>
          <StateWord tone={is_ok ? "good" : "bad"}>{is_ok ? "Passed" : "Failed"}</StateWord>{" "}
          <b>{name}</b>: {text}
          {hint && (
            <span className={classes.next}>
              Next: <Prose text={hint} />
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
