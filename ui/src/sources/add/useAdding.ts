import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { postJson } from "../../api/client";
import type { AddedSource, NewSource, SourceKind, SourceTest } from "../../api/types";
import { problemOf } from "../../states/ProblemPanel";
import { bodyOf, type Draft, errorsOf, type FieldErrors, fieldOf, NAME } from "./draft";

function useDraftTest() {
  return useMutation({
    mutationFn: (body: NewSource) => postJson<SourceTest>("sources/test", body),
  });
}

function useAdd() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: NewSource) => postJson<AddedSource>("sources", body),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }),
  });
}

/** A form that is filled in, tried and added; adding tries first. */
export function useAdding(kind: SourceKind, start: Draft, onAdded: (name: string) => void) {
  const [draft, setDraft] = useState(start);
  const [isChecked, setChecked] = useState(false);
  const test = useDraftTest();
  const add = useAdd();
  const failure = add.error ?? test.error;
  const refused = failure ? fieldOf(kind, problemOf(failure)) : undefined;
  const errors: FieldErrors = isChecked ? errorsOf(kind, draft) : {};
  if (refused && failure && !errors[refused]) errors[refused] = problemOf(failure).detail ?? "";

  /** The body, or nothing where a field is wrong: then that field has the focus. */
  const checked = (): NewSource | null => {
    const wrong = errorsOf(kind, draft);
    setChecked(true);
    const [first] = [NAME, ...kind.fields.map(({ name }) => name)].filter((name) => wrong[name]);
    if (first === undefined) return bodyOf(kind, draft);
    document.querySelector<HTMLElement>(`[data-field="${CSS.escape(first)}"]`)?.focus();
    return null;
  };
  const addIt = (body: NewSource) => add.mutate(body, { onSuccess: () => onAdded(body.name) });

  return {
    draft,
    errors,
    test,
    add,
    /** A failure that no field is to blame for. */
    failure: refused ? null : failure,
    isBusy: test.isPending || add.isPending,
    change: (changed: Draft) => {
      setDraft(changed);
      test.reset();
      add.reset();
    },
    tryIt: () => {
      const body = checked();
      add.reset();
      if (body) test.mutate(body);
    },
    tryAndAdd: () => {
      const body = checked();
      add.reset();
      if (body) test.mutate(body, { onSuccess: ({ is_ok }) => is_ok && addIt(body) });
    },
    addUntested: () => {
      const body = checked();
      if (body) addIt(body);
    },
  };
}
