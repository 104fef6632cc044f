import { Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Defined.module.css";

/** A term with its definition on hover, focus and touch. */
export function Defined({ definition, children }: { definition?: string; children: ReactNode }) {
  if (!definition) return <>{children}</>;
  return (
    <Tooltip label={definition}>
      <button type="button" className={`${classes.term} defined`}>
        {children}
      </button>
    </Tooltip>
  );
}
