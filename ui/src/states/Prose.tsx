import classes from "./states.module.css";

/** A sentence whose commands and names stand between backticks. */
export function Prose({ text }: { text: string }) {
  const parts = text.split("`");
  return (
    <>
      {parts.map((part, index) =>
        index % 2 === 1 ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never move.
          <code key={index} className={classes.code}>
            {part}
          </code>
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one sentence never move.
          <span key={index}>{part}</span>
        ),
      )}
    </>
  );
}
