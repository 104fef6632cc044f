import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { ledgerQuery } from "../api/queries";
import type { Row } from "../api/types";
import { previousRange } from "../scope/range";
import type { Scope } from "../shell/useScope";
import type { Question } from "./question";

const ROW_LIMIT = 10_000;

function keyOf(row: Row, dimensions: string[]): string {
  return JSON.stringify(dimensions.map((name) => row[name] ?? null));
}

/** The same question for the period before, found by a row's values. Not for questions over time. */
export function useComparison(question: Question, scope: Scope, isWanted: boolean) {
  const period = previousRange(scope);
  const { dimensions, metrics, grain } = question;
  const answer = useQuery(
    ledgerQuery(
      {
        ...scope,
        ...period,
        metrics: metrics.map(({ name }) => name),
        by: dimensions,
        limit: ROW_LIMIT,
      },
      isWanted && grain === null,
    ),
  );
  const rows = answer.data?.rows;
  const names = dimensions.join(",");
  const before = useMemo(() => {
    const split = names ? names.split(",") : [];
    return new Map((rows ?? []).map((row) => [keyOf(row, split), row]));
  }, [rows, names]);
  const isReady = isWanted && grain === null && answer.isSuccess;
  return {
    period,
    isReady,
    totals: answer.data?.totals,
    beforeOf: (row: Row) => before.get(keyOf(row, dimensions)),
  };
}
