import { useQuery } from "@tanstack/react-query";
import { ledgerQuery } from "../api/queries";
import { valueIn } from "../chart/series";
import { labelOfValue } from "../format/value";
import { useScope } from "./useScope";

/** Stands for "has no value" in select boxes, which know only text. */
export const MISSING = "\u0000missing";
const SHOWN = 500;

/** The values of a dimension in the period, by cost, for suggestions. */
export function useValueOptions(dimension: string | null, typed = "") {
  const { since, until, view } = useScope();
  const query = useQuery({
    ...ledgerQuery(
      {
        metrics: ["cost"],
        by: [dimension ?? ""],
        since,
        until,
        view,
        order: "-cost",
        limit: SHOWN,
      },
      dimension !== null,
    ),
    placeholderData: undefined,
  });
  const options = (query.data?.rows ?? []).map((row) => {
    const value = valueIn(row, dimension ?? "");
    return value === null
      ? { value: MISSING, label: "(no value)" }
      : { value, label: labelOfValue(value, dimension ?? undefined) };
  });
  const known = options.some(({ label }) => label === typed);
  return { options, known, loading: query.isLoading };
}
