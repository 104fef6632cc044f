import { UnstyledButton } from "@mantine/core";
import { formatDayShort } from "../format/date";
import { isLongForDays } from "../scope/range";
import type { Scope } from "../shell/useScope";
import classes from "./chart.module.css";

interface ChartNotesProps {
  scope: Scope;
  grain: string;
  /** The first day that bills do not cover; none where bills do not matter. */
  openFrom: string | undefined;
  onPickWeeks: () => void;
}

/** What the ground of a chart means, and a coarser grain where bars are too thin. */
export function ChartNotes({ scope, grain, openFrom, onPickWeeks }: ChartNotesProps) {
  const isOpenShown = openFrom !== undefined && openFrom < scope.until;
  return (
    <>
      {isOpenShown && (
        <span className={classes.note}>
          Grey ground: bills still arriving from {formatDayShort(openFrom)}
        </span>
      )}
      {isLongForDays(scope, grain) && (
        <span className={`${classes.note} no-print`}>
          Days are thin over so long a period.{" "}
          <UnstyledButton className={classes.noteAction} onClick={onPickWeeks}>
            Show weeks
          </UnstyledButton>
        </span>
      )}
    </>
  );
}
