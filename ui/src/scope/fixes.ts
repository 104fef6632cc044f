import type { Problem } from "../api/types";
import { parseWhere, printWhere } from "./filter";
import { type TimeRange, wholeMonths } from "./range";

/** The parts of a question that a fix may change. */
export interface Asked extends TimeRange {
  metrics: string[];
  dimensions: string[];
  grain: string | null;
  where: string | undefined;
}

export interface Fix {
  label: string;
  patch: Partial<Asked>;
}

const FIXABLE = ["usage.pair", "usage.whole_months", "usage.too_wide"];
const MONTHLY = new Set<string | null>(["month", "quarter", "year", null]);
const CUSTOMER = "customer";
/** What cost is kept by together with the customer. */
const WITH_CUSTOMER = "product";

function isNamed(text: string, name: string): boolean {
  return new RegExp(`(^|[^\\w])${name}([^\\w]|$)`).test(text);
}

function filtersOf(where: string | undefined): string[] {
  return parseWhere(where).flatMap((term) => (term.kind === "simple" ? [term.dimension] : []));
}

function without(where: string | undefined, dimension: string): string | undefined {
  return printWhere(
    parseWhere(where).filter((term) => term.kind === "raw" || term.dimension !== dimension),
  );
}

function monthFixes(asked: Asked): Fix[] {
  const months = wholeMonths(asked);
  const grain = MONTHLY.has(asked.grain) ? asked.grain : "month";
  return [{ label: "Take whole months", patch: { ...months, grain } }];
}

/** Ways out of a question whose parts do not go together, most likely first. */
export function fixesFor(problem: Problem, asked: Asked, labelOf: (name: string) => string): Fix[] {
  if (!problem.code || !FIXABLE.includes(problem.code)) return [];
  const said = problem.detail ?? "";
  const fixes: Fix[] = problem.code === "usage.whole_months" ? monthFixes(asked) : [];
  const filters = filtersOf(asked.where);
  const involved = [...asked.dimensions, ...filters];
  const isByProduct = asked.dimensions.length === 1 && asked.dimensions[0] === WITH_CUSTOMER;
  const isFiltered = filters.includes(CUSTOMER);
  const isOfCost = said.startsWith("cost ");
  if (isOfCost && isFiltered && !isByProduct && filters.every((name) => name === CUSTOMER)) {
    const label = `Split by ${labelOf(WITH_CUSTOMER).toLowerCase()}`;
    fixes.push({ label, patch: { dimensions: [WITH_CUSTOMER] } });
  }
  const isCulprit = (name: string) =>
    isNamed(said, name) || (name === CUSTOMER && involved.includes(CUSTOMER));
  for (const name of new Set(filters.filter(isCulprit))) {
    const label = `Remove filter ${labelOf(name).toLowerCase()}`;
    fixes.push({ label, patch: { where: without(asked.where, name) } });
  }
  for (const name of asked.dimensions.filter(isCulprit)) {
    const dimensions = asked.dimensions.filter((other) => other !== name);
    fixes.push({ label: `Do not split by ${labelOf(name).toLowerCase()}`, patch: { dimensions } });
  }
  for (const name of asked.metrics.filter((metric) => isNamed(said, metric))) {
    const metrics = asked.metrics.filter((other) => other !== name);
    if (metrics.length > 0) fixes.push({ label: `Leave out ${labelOf(name)}`, patch: { metrics } });
  }
  return fixes.slice(0, 3);
}
