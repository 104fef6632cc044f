import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { fetchJson, postJson } from "../api/client";
import type { Session } from "../api/types";
import { problemOf } from "../states/ProblemPanel";

const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: ({ signal }) => fetchJson<Session>("session", {}, signal),
  staleTime: Number.POSITIVE_INFINITY,
});

/** Whether this browser may change things; looking is free on localhost. */
export function useSession() {
  return useQuery(sessionQuery);
}

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (token: string) => postJson<Session>("login", { token: tokenOf(token) }),
    onSuccess: (session) => client.setQueryData(sessionQuery.queryKey, session),
  });
}

/** The token of what was pasted: the token, or the whole address that holds it. */
export function tokenOf(pasted: string): string {
  const text = pasted.trim();
  return /[?&]token=([^&#\s]+)/.exec(text)?.[1] ?? text;
}

/** Whether a failure means that nobody is signed in. */
export function isSignedOut(error: unknown): boolean {
  return problemOf(error).status === 401;
}
