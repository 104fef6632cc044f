import { useSuspenseQuery } from "@tanstack/react-query";
import { useLocation, useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo } from "react";
import { catalogQuery, statusQuery } from "../api/queries";
import { addDays } from "../format/date";
import { addTerm, type Term } from "../scope/filter";
import { defaultPresetOf, type PresetId, type TimeRange } from "../scope/range";
import { DEFAULT_VIEW, resolveRange, type ScopeSearch } from "../scope/search";

export interface Scope extends TimeRange {
  view: string;
  where: string | undefined;
}

/** The period of this page where the address names none. */
export function useDefaultPreset(): PresetId {
  return defaultPresetOf(useLocation().pathname);
}

/** The part of the URL that all pages share, resolved to days. */
export function useScope(): Scope {
  const search = useSearch({ strict: false }) as ScopeSearch;
  const { data: status } = useSuspenseQuery(statusQuery);
  const fallback = useDefaultPreset();
  const { since, until } = resolveRange(search, status.today, fallback);
  const { views } = useCatalog();
  const isKnown = views.some(({ name }) => name === search.view);
  const view = search.view && isKnown ? search.view : DEFAULT_VIEW;
  const where = search.where;
  return useMemo(() => ({ since, until, view, where }), [since, until, view, where]);
}

/** How far the bills reach, and the first day that they do not cover. */
export function useBillsEnd() {
  const { data: status } = useSuspenseQuery(statusQuery);
  const last = status.freshness.bills_until?.slice(0, 10);
  return last ? { last, openFrom: addDays(last, 1) } : null;
}

/** Change parameters of the current page's URL; `undefined` removes one. */
export function useSetSearch() {
  const navigate = useNavigate();
  return (patch: Record<string, string | undefined>) =>
    navigate({ to: ".", search: (old: object) => ({ ...old, ...patch }) as never });
}

export function useAddFilter() {
  const search = useSearch({ strict: false }) as ScopeSearch;
  const setSearch = useSetSearch();
  return (term: Term) => setSearch({ where: addTerm(search.where, term) });
}

/** The parameters that travel from page to page. */
export function useCarriedSearch(): ScopeSearch {
  const { range, since, until, view, where } = useSearch({ strict: false }) as ScopeSearch;
  return { range, since, until, view, where };
}

export function useCatalog() {
  return useSuspenseQuery(catalogQuery).data;
}

export function useLabelOf() {
  const catalog = useCatalog();
  return useMemo(() => {
    const labels = new Map<string, string>();
    for (const { name, label } of [...catalog.metrics, ...catalog.dimensions]) {
      labels.set(name, label);
    }
    return (name: string) => labels.get(name) ?? name;
  }, [catalog]);
}
