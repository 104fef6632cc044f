import type { Source, SourceRun } from "../api/types";
import { addDays, formatDay, formatRange } from "../format/date";
import type { Tone } from "../states/StateWord";

export interface StateLabel {
  word: string;
  tone: Tone;
}

const STATES: Record<string, StateLabel> = {
  ok: { word: "Up to date", tone: "good" },
  stale: { word: "Stale", tone: "fair" },
  partial: { word: "In part", tone: "fair" },
  failed: { word: "Failed", tone: "bad" },
  never: { word: "Not synced yet", tone: "quiet" },
};

export function stateOf(state: string): StateLabel {
  return STATES[state] ?? { word: state, tone: "fair" };
}

const RUN_STATES: Record<string, StateLabel> = {
  ok: { word: "Succeeded", tone: "good" },
  partial: { word: "In part", tone: "fair" },
  failed: { word: "Failed", tone: "bad" },
};

export function runStateOf({ state }: Pick<SourceRun, "state">): StateLabel {
  return RUN_STATES[state] ?? { word: state, tone: "fair" };
}

const ORIGINS: Record<string, string> = {
  pull: "synced",
  file: "imported",
  telemetry: "telemetry",
  usage_report: "usage report",
};

/** How its facts get here. */
export function originOf({ origin }: Pick<Source, "origin">): string {
  return ORIGINS[origin] ?? origin;
}

/** The days that it holds, or nothing. */
export function reachOf({ first_day, last_day }: Pick<Source, "first_day" | "last_day">): string {
  if (first_day && last_day) return formatRange(first_day, addDays(last_day, 1));
  return last_day ? `to ${formatDay(last_day)}` : "–";
}

type Told = Pick<
  Source,
  "error" | "unknown_fields" | "compared" | "notes" | "state" | "state_text"
>;

/** What a reader should know about a source, the worst first. */
export function remarksOf({
  error,
  unknown_fields,
  compared,
  notes,
  state,
  state_text,
}: Told): string[] {
  const texts: string[] = [];
  if (error) texts.push(error);
  else if (state !== "ok") texts.push(state_text);
  if (compared && Number(compared.difference) !== 0) {
    texts.push("It is not what the vendor states.");
  }
  if (unknown_fields.length > 0) texts.push(`Not known: ${unknown_fields.join(", ")}.`);
  return [...texts, ...notes];
}

/** How the sources stand, in a sentence. */
export function standing(sources: Pick<Source, "state">[]): string {
  const bad = sources.filter(({ state }) => state !== "ok").length;
  const all = `${sources.length} source${sources.length === 1 ? "" : "s"}`;
  if (bad === 0) return sources.length === 1 ? `${all}, up to date` : `${all}, all up to date`;
  return `${all}, ${bad} to look at`;
}
