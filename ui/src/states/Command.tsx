import { ActionIcon, CopyButton } from "@mantine/core";
import { Icon } from "../shell/Icon";
import classes from "./states.module.css";

/** A command to copy. */
export function Command({ text }: { text: string }) {
  return (
    <div className={classes.command}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long command scrolls, which must work by keyboard. */}
      <code tabIndex={0}>{text}</code>
      <CopyButton value={text} timeout={1500}>
        {({ copied, copy }) => (
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={copy}
            aria-label={copied ? "Copied" : `Copy: ${text}`}
          >
            <Icon name={copied ? "check" : "copy"} size={14} />
          </ActionIcon>
        )}
      </CopyButton>
    </div>
  );
}
