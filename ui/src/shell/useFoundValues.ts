import { useQueries } from "@tanstack/react-query";
import { ledgerQuery } from "../api/queries";
import { valueIn } from "../chart/series";
import { useCatalog, useScope } from "./useScope";

/** Dimensions whose values people type by name; those the catalog lacks are skipped. */
const SEARCHED = ["feature", "model", "customer", "team", "provider", "product", "cost_group"];
const SHOWN = 8;
const KNOWN_VALUES = 500;

export interface Found {
  dimension: string;
  value: string;
}

/** Values of the period that have what is typed in their name. */
export function useFoundValues(typed: string, opened: boolean): Found[] {
  const { dimensions } = useCatalog();
  const { since, until, view } = useScope();
  const known = SEARCHED.filter((name) => dimensions.some((dimension) => dimension.name === name));
  const answers = useQueries({
    queries: known.map((name) =>
      ledgerQuery(
        { metrics: ["cost"], by: [name], since, until, view, order: "-cost", limit: KNOWN_VALUES },
        opened && typed.length > 0,
      ),
    ),
  });
  if (!typed) return [];
  const wanted = typed.toLowerCase();
  return answers
    .flatMap(({ data }, index) =>
      (data?.rows ?? []).map((row) => ({
        dimension: known[index] ?? "",
        value: valueIn(row, known[index] ?? "") ?? "",
      })),
    )
    .filter(({ value }) => value.toLowerCase().includes(wanted))
    .sort((a, b) => Number(startsWith(b, wanted)) - Number(startsWith(a, wanted)))
    .slice(0, SHOWN);
}

function startsWith(found: Found, wanted: string): boolean {
  return found.value.toLowerCase().startsWith(wanted);
}
