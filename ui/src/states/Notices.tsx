import { UnstyledButton } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { Icon } from "../shell/Icon";
import classes from "./states.module.css";

interface NoticesProps {
  texts: string[] | null | undefined;
  label?: string;
  /** Offers to hide a notice; given its text. */
  onDismiss?: (text: string) => void;
}

/** What a reader must know about the figures: stale rates, open bills, sources that failed. */
export function Notices({ texts, label = "Notices", onDismiss }: NoticesProps) {
  if (!texts || texts.length === 0) return null;
  return (
    <ul className={classes.notices} aria-label={label} data-testid="notices">
      {texts.map((text) => (
        <li key={text}>
          <Icon name="warning" size={14} /> <span>{text}</span>
          {onDismiss && (
            <UnstyledButton
              className={`${classes.dismiss} no-print`}
              aria-label={`Hide: ${text}`}
              title="Hide this notice"
              onClick={() => onDismiss(text)}
            >
              <Icon name="close" size={12} />
            </UnstyledButton>
          )}
        </li>
      ))}
    </ul>
  );
}

const KEPT = 50;

/** Notices that stay hidden once read, until their text changes. */
export function DismissableNotices({ texts }: { texts: string[] }) {
  const [hidden, setHidden] = useLocalStorage<string[]>({
    key: "outlay-hidden-notices",
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  return (
    <Notices
      texts={texts.filter((text) => !hidden.includes(text))}
      onDismiss={(text) => setHidden((old) => [...old, text].slice(-KEPT))}
    />
  );
}
