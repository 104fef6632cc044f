import type { Problem } from "./types";

/** A failed request, carrying the server's problem document. */
export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }
}

export type Params = Record<string, string | number | undefined | null>;

export function toQueryString(params: Params): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(params)) {
    if (value !== undefined && value !== null && value !== "") search.set(name, String(value));
  }
  const text = search.toString();
  return text ? `?${text}` : "";
}

const UNREACHABLE: Problem = {
  title: "The server does not answer",
  status: 0,
  code: "network.unreachable",
  detail: "The browser could not reach Outlay.",
  hint: "Check that `outlay serve` (or `outlay demo`) is still running, then try again.",
};

async function readProblem(response: Response): Promise<Problem> {
  const fallback: Problem = {
    title: `The server answered ${response.status}`,
    status: response.status,
    detail: response.statusText || undefined,
  };
  try {
    return { ...fallback, ...((await response.json()) as Partial<Problem>) };
  } catch {
    return fallback;
  }
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(`/api/v1/${path}`, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new ApiError(UNREACHABLE);
  }
  if (!response.ok) throw new ApiError(await readProblem(response));
  return (await response.json()) as T;
}

const ACCEPT = { accept: "application/json" };

/** Fetch JSON from the API, turning every failure into an `ApiError`. */
export function fetchJson<T>(path: string, params: Params, signal?: AbortSignal): Promise<T> {
  return send(`${path}${toQueryString(params)}`, { headers: ACCEPT, signal });
}

/** Ask the server to do something. */
export function postJson<T>(path: string, body: object = {}): Promise<T> {
  const headers = { ...ACCEPT, "content-type": "application/json" };
  return send(path, { method: "POST", headers, body: JSON.stringify(body) });
}

/** Ask the server to forget something. */
export function deleteJson<T>(path: string, params: Params = {}): Promise<T> {
  return send(`${path}${toQueryString(params)}`, { method: "DELETE", headers: ACCEPT });
}
