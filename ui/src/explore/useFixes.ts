import { type Asked, fixesFor } from "../scope/fixes";
import { useLabelOf, useScope, useSetSearch } from "../shell/useScope";
import { type ProblemAction, problemOf } from "../states/ProblemPanel";
import { printBy, type Question } from "./question";

/** Buttons that turn a refused question into one that has an answer. */
export function useFixes(question: Question) {
  const scope = useScope();
  const labelOf = useLabelOf();
  const setSearch = useSetSearch();
  const asked: Asked = {
    ...scope,
    metrics: question.names,
    dimensions: question.dimensions,
    grain: question.grain,
  };
  return (error: unknown): ProblemAction[] =>
    fixesFor(problemOf(error), asked, labelOf).map(({ label, patch }) => ({
      label,
      onClick: () => {
        const next = { ...asked, ...patch };
        const days = patch.since
          ? { range: undefined, since: patch.since, until: patch.until }
          : undefined;
        setSearch({
          metrics: next.metrics.join(","),
          by: printBy(next.dimensions, next.grain),
          where: next.where,
          ...days,
        });
      },
    }));
}
