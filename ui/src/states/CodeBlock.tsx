import { ActionIcon, CopyButton } from "@mantine/core";
import { Icon } from "../shell/Icon";
import classes from "./states.module.css";

/** Several lines to copy. */
export function CodeBlock({ code, label }: { code: string; label: string }) {
  return (
    <div className={classes.block}>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, which must work by keyboard.
        tabIndex={0}
      >
        <code>{code}</code>
      </pre>
      <CopyButton value={code} timeout={1500}>
        {({ copied, copy }) => (
          <ActionIcon
            variant="subtle"
            color="gray"
            onClick={copy}
            aria-label={copied ? "Copied" : `Copy: ${label}`}
          >
            <Icon name={copied ? "check" : "copy"} size={14} />
          </ActionIcon>
        )}
      </CopyButton>
    </div>
  );
}
