import { useSuspenseQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { statusQuery } from "../api/queries";
import { formatFreshness } from "../format/date";
import { FilterChips } from "./FilterChips";
import { scopeOf } from "./pages";
import classes from "./ScopeBar.module.css";
import { ThemeToggle } from "./ThemeToggle";
import { TimeRangePicker } from "./TimeRangePicker";
import { useCarriedSearch } from "./useScope";
import { ViewPicker } from "./ViewPicker";

/** Time, view and filters: what the figures on the page are about. All of it is in the URL. */
export function ScopeBar() {
  const { data: status } = useSuspenseQuery(statusQuery);
  const { usage_until, bills_until } = status.freshness;
  const carried = useCarriedSearch();
  const scope = scopeOf(useLocation().pathname);
  return (
    <section className={classes.bar} aria-label="What the figures cover">
      <div className={classes.controls}>
        {scope !== "none" && <TimeRangePicker />}
        {scope === "all" && (
          <>
            <ViewPicker />
            <FilterChips />
          </>
        )}
        <Link
          to="/sources"
          search={carried}
          className={classes.fresh}
          data-testid="freshness"
          title="Sources and how fresh they are"
        >
          {formatFreshness(usage_until, bills_until, status.today)}
        </Link>
      </div>
      <span className={`${classes.theme} no-print`}>
        <ThemeToggle />
      </span>
    </section>
  );
}
