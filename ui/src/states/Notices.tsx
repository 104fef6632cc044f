import { Icon } from "../shell/Icon";
import classes from "./states.module.css";

/** What a reader must know about the figures: stale rates, open bills, sources that failed. */
export function Notices({ texts }: { texts: string[] | undefined }) {
  if (!texts || texts.length === 0) return null;
  return (
    <ul className={classes.notices} aria-label="Notices" data-testid="notices">
      {texts.map((text) => (
        <li key={text}>
          <Icon name="warning" size={14} /> <span>{text}</span>
        </li>
      ))}
    </ul>
  );
}
