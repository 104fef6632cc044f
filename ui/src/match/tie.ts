import type { MatchCause, MatchInvoice, MatchStatement } from "../api/types";
import { formatBucket } from "../format/date";
import { minus, sizeOf, sumOf } from "../format/decimal";
import type { Tone } from "../states/StateWord";

export interface StateLabel {
  word: string;
  tone: Tone;
}

const STATES: Record<string, StateLabel> = {
  matched: { word: "Matched", tone: "good" },
  explained: { word: "Explained", tone: "good" },
  differs: { word: "Differs", tone: "bad" },
  provisional: { word: "Provisional", tone: "quiet" },
  unchecked: { word: "Not checked", tone: "fair" },
};

const OPEN: StateLabel = { word: "Open", tone: "fair" };

/** The word for a bill's state; nothing is called matched or explained while someone must act. */
export function stateOf({ state, open }: Pick<MatchStatement, "state" | "open">): StateLabel {
  if ((state === "matched" || state === "explained") && open.length > 0) return OPEN;
  return STATES[state] ?? { word: state, tone: "fair" };
}

/** The state in a sentence that does not contradict its word. */
export function stateText(
  statement: Pick<MatchStatement, "state" | "open" | "state_text">,
): string {
  if (stateOf(statement) !== OPEN) return statement.state_text;
  return "Each difference has its reason, but not all of it is settled.";
}

const INVOICE_STATES: Record<string, StateLabel> = {
  ...STATES,
  no_invoice: { word: "No invoice", tone: "fair" },
  no_charges: { word: "No charges", tone: "bad" },
};

export function invoiceStateOf({ state }: Pick<MatchInvoice, "state">): StateLabel {
  return INVOICE_STATES[state] ?? { word: state, tone: "fair" };
}

/** Whether someone has to act on a bill. */
export function isOpen({ state, open }: MatchStatement): boolean {
  return open.length > 0 || state === "differs" || state === "unchecked";
}

/** How the address names a bill. */
export function billOf({ biller, billing_account, period }: MatchStatement): string {
  return `${biller}:${billing_account}:${period.slice(0, 7)}`;
}

export function monthOf(period: string): string {
  return formatBucket(period, "month");
}

/** Invoiced beyond what is charged; none without an invoice. */
export function invoiceGap({ invoice }: MatchStatement): string | null {
  return invoice?.difference ?? null;
}

/** Charged for AI beyond what usage comes to. */
export function usageGap({ charges, usage }: MatchStatement): string | null {
  return minus(charges, usage);
}

/** What nobody can explain. */
export function unexplainedOf(causes: MatchCause[]): string {
  return sumOf(causes.filter(({ cause }) => cause === "unexplained").map(({ amount }) => amount));
}

/** The one reason that says most: one to act on before one that is only large; none where nothing differs. */
export function mainReason(statement: MatchStatement): string {
  const causes = [...statement.invoice_causes, ...statement.usage_causes];
  const [first] = causes
    .filter(({ cause }) => cause !== "rounding")
    .sort((a, b) => Number(b.is_open) - Number(a.is_open) || sizeOf(b.amount) - sizeOf(a.amount));
  if (statement.open[0]) return statement.open[0];
  return first?.sentence ?? "";
}

export interface Tied {
  bills: number;
  invoiced: string;
  charged: string;
  gap: string;
  /** Bills that no invoice is recorded for, and what they charge. */
  missing: { bills: number; charged: string };
  ai: { bills: number; charges: string; usage: string; gap: string };
}

/** The sums over bills; those without an invoice are apart, for they can tie to nothing. */
export function tie(statements: MatchStatement[]): Tied {
  const withInvoice = statements.filter(({ invoice }) => invoice !== null);
  const without = statements.filter(({ invoice }) => invoice === null);
  const compared = statements.filter(({ charges, usage }) => charges !== null && usage !== null);
  const invoiced = sumOf(withInvoice.map(({ invoice }) => invoice?.net));
  const charges = sumOf(compared.map((one) => one.charges));
  const usage = sumOf(compared.map((one) => one.usage));
  return {
    bills: withInvoice.length,
    invoiced,
    charged: sumOf(withInvoice.map(({ charges_billed }) => charges_billed)),
    gap: sumOf(withInvoice.map(({ invoice }) => invoice?.difference)),
    missing: {
      bills: without.length,
      charged: sumOf(without.map(({ charges_billed }) => charges_billed)),
    },
    ai: { bills: compared.length, charges, usage, gap: minus(charges, usage) ?? "0" },
  };
}

function bills(count: number, verb: [string, string]): string {
  return `${count} ${verb[count === 1 ? 0 : 1]}`;
}

const VERBS: [string, [string, string]][] = [
  ["Matched", ["is matched", "are matched"]],
  ["Explained", ["is explained", "are explained"]],
  ["Open", ["has something open", "have something open"]],
  ["Differs", ["differs", "differ"]],
  ["Not checked", ["is not checked", "are not checked"]],
  ["Provisional", ["is provisional", "are provisional"]],
];

/** How the bills stand, in a sentence: "Of 8 bills 5 are matched and 1 differs." */
export function verdict(statements: MatchStatement[]): string {
  const words = statements.map((statement) => stateOf(statement).word);
  const parts = VERBS.flatMap(([word, verb]) => {
    const count = words.filter((one) => one === word).length;
    return count ? [bills(count, verb)] : [];
  });
  const last = parts.pop() ?? "";
  const count = statements.length;
  if (parts.length === 0) {
    return count === 1
      ? `The bill ${last.slice(2)}.`
      : `All ${count} bills ${last.slice(`${count} `.length)}.`;
  }
  return `Of ${count} bills ${parts.join(", ")} and ${last}.`;
}

/** Where a bar lies, in percent of its track. */
export interface Bar {
  left: number;
  width: number;
}

export interface Waterfall {
  from: Bar;
  steps: { cause: MatchCause; bar: Bar }[];
  to: Bar;
}

/** From one sum to another: each cause's bar begins where the one before ends. */
export function waterfall(from: string, causes: MatchCause[], to: string): Waterfall {
  let running = Number(from);
  const spans = causes.map(({ amount }) => {
    const start = running;
    running += Number(amount);
    return [start, running] as const;
  });
  const ends = [0, Number(from), Number(to), ...spans.map(([, end]) => end)];
  const low = Math.min(...ends);
  const scale = Math.max(...ends) - low || 1;
  const bar = (one: number, other: number): Bar => ({
    left: ((Math.min(one, other) - low) / scale) * 100,
    width: (Math.abs(other - one) / scale) * 100,
  });
  return {
    from: bar(0, Number(from)),
    steps: causes.map((cause, index) => {
      const [start, end] = spans[index] ?? [0, 0];
      return { cause, bar: bar(start, end) };
    }),
    to: bar(0, Number(to)),
  };
}
