import { useSuspenseQuery } from "@tanstack/react-query";
import { statusQuery } from "../api/queries";
import { formatFreshness } from "../format/date";
import { FilterChips } from "./FilterChips";
import classes from "./ScopeBar.module.css";
import { ThemeToggle } from "./ThemeToggle";
import { TimeRangePicker } from "./TimeRangePicker";
import { ViewPicker } from "./ViewPicker";

/** Time, view and filters: what the figures on the page are about. All of it is in the URL. */
export function ScopeBar() {
  const { data: status } = useSuspenseQuery(statusQuery);
  const { usage_until, bills_until } = status.freshness;
  return (
    <section className={classes.bar} aria-label="What the figures cover">
      <div className={classes.controls}>
        <TimeRangePicker />
        <ViewPicker />
        <FilterChips />
        <span className={classes.fresh} data-testid="freshness">
          {formatFreshness(usage_until, bills_until, status.today)}
        </span>
      </div>
      <span className={`${classes.theme} no-print`}>
        <ThemeToggle />
      </span>
    </section>
  );
}
