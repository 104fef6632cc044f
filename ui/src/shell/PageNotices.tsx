import { useSuspenseQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { statusQuery } from "../api/queries";
import { formatRange } from "../format/date";
import { type Misread, misreadParts, parseSearch } from "../scope/search";
import { DismissableNotices, Notices } from "../states/Notices";
import { useCatalog, useScope } from "./useScope";

/** What of the address was not understood, and what is shown in its place. */
export function MisreadNotices() {
  const { views } = useCatalog();
  const scope = useScope();
  const raw = parseSearch(useLocation().searchStr);
  const names = views.map(({ name }) => name);
  const shown: Record<Misread["what"], string> = {
    period: formatRange(scope.since, scope.until),
    view: `the ${views.find(({ name }) => name === scope.view)?.label ?? scope.view} view`,
  };
  const texts = misreadParts(raw, names).map(
    ({ what, text }) => `The address was not understood: ${text}. Shown instead: ${shown[what]}.`,
  );
  return <Notices texts={texts} label="Not understood" />;
}

/** What the whole ledger has to say, above the figures that it is about. */
export function LedgerNotices() {
  const { data: status } = useSuspenseQuery(statusQuery);
  return <DismissableNotices texts={status.warnings} />;
}
