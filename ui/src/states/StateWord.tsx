import { Icon, type IconName } from "../shell/Icon";
import classes from "./states.module.css";

export type Tone = "good" | "fair" | "bad" | "quiet";

const ICONS: Record<Tone, IconName> = {
  good: "passed",
  fair: "warning",
  bad: "failed",
  quiet: "clock",
};

/** A state as a word with an icon: its colour says nothing that these do not. */
export function StateWord({ tone, children }: { tone: Tone; children: string }) {
  return (
    <span className={classes.state} data-tone={tone} data-testid="state">
      <Icon name={ICONS[tone]} size={14} />
      {children}
    </span>
  );
}
