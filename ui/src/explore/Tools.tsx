import { Button, Switch, Tooltip, VisuallyHidden } from "@mantine/core";
import { useSearch } from "@tanstack/react-router";
import { useId } from "react";
import { csvHref, type QueryInput } from "../api/queries";
import type { ExploreSearch } from "../scope/search";
import { Icon } from "../shell/Icon";
import { useSetSearch } from "../shell/useScope";
import { csvName, saveAs } from "./download";
import classes from "./explore.module.css";
import type { Question } from "./question";

const WHY_NOT =
  "Two periods are compared as wholes, not bucket by bucket. Choose “Whole period” under “Per” first.";

/** Stays reachable when it cannot be used, so that everybody can learn why. */
function CompareSwitch({ isOverTime }: { isOverTime: boolean }) {
  const { compare } = useSearch({ strict: false }) as ExploreSearch;
  const setSearch = useSetSearch();
  const reason = useId();
  return (
    <Tooltip label={WHY_NOT} disabled={!isOverTime}>
      <div className={isOverTime ? classes.refused : undefined}>
        <Switch
          size="xs"
          label="Compare"
          checked={compare !== undefined && !isOverTime}
          aria-disabled={isOverTime || undefined}
          aria-describedby={isOverTime ? reason : undefined}
          onChange={(event) => {
            const isOn = event.currentTarget.checked;
            if (!isOverTime) setSearch({ compare: isOn ? "previous" : undefined });
          }}
        />
        {isOverTime && <VisuallyHidden id={reason}>{WHY_NOT}</VisuallyHidden>}
      </div>
    </Tooltip>
  );
}

/** What can be done with the table: compare it, take it along. */
export function Tools({ question, input }: { question: Question; input: QueryInput }) {
  const href = csvHref(input);
  const name = csvName(input);
  return (
    <div className={`${classes.tools} no-print`}>
      <CompareSwitch isOverTime={question.grain !== null} />
      <Button
        component="a"
        href={href}
        download={name}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          void saveAs(href, name);
        }}
        size="xs"
        variant="default"
        leftSection={<Icon name="download" size={14} />}
        data-testid="download-csv"
      >
        CSV
      </Button>
    </div>
  );
}
