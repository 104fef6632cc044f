import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { deleteJson, fetchJson, postJson } from "../api/client";
import type {
  RemovedSource,
  SourceKind,
  SourceRun,
  SourceSync,
  Sources,
  SourceTest,
} from "../api/types";
import type { SourcesSearch } from "../scope/search";

const MINUTE = 60_000;
const RUNS = 20;

export function useSourcesSearch(): SourcesSearch {
  return useSearch({ strict: false }) as SourcesSearch;
}

export function useSources() {
  return useQuery({
    queryKey: ["sources"],
    queryFn: ({ signal }) => fetchJson<Sources>("sources", {}, signal),
    refetchInterval: MINUTE,
  });
}

export function useKinds() {
  return useQuery({
    queryKey: ["source-kinds"],
    queryFn: ({ signal }) => fetchJson<SourceKind[]>("sources/kinds", {}, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function useRuns(name: string, isPulled: boolean) {
  return useQuery({
    queryKey: ["source-runs", name],
    queryFn: ({ signal }) =>
      fetchJson<SourceRun[]>(`sources/${encodeURIComponent(name)}/runs`, { limit: RUNS }, signal),
    enabled: isPulled,
  });
}

/** Sync one source, or all without a name; every figure may be another afterwards. */
export function useSync(name?: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () =>
      postJson<SourceSync>(name ? `sources/${encodeURIComponent(name)}/sync` : "sync"),
    onSettled: () => client.invalidateQueries(),
  });
}

export function useTest(name: string) {
  return useMutation({
    mutationFn: () => postJson<SourceTest>(`sources/${encodeURIComponent(name)}/test`),
  });
}

/** Forget a source, and with `isPurging` what was fetched from it. */
export function useRemove(name: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ isPurging }: { isPurging: boolean }) =>
      deleteJson<RemovedSource>(`sources/${encodeURIComponent(name)}`, {
        purge: isPurging ? "true" : undefined,
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["sources"] }),
  });
}
