/** The words pages use for the states of an amount, billed first. */
export const STATE_LABELS: Record<string, string> = {
  invoiced: "Invoiced",
  reported: "Provider-reported",
  stated: "Stated",
  priced: "Calculated",
  modelled: "Modelled",
  unknown: "No price",
};

/** Dimensions whose values are words of the ledger and not names that people gave. */
const CLOSED = new Set([
  "cost_group",
  "cost_component",
  "workload_kind",
  "gpu_state",
  "pnl_line",
  "cost_state",
  "finality",
  "token_class",
  "pricing_category",
  "charge_category",
]);

const WORDS: Record<string, string> = { ai: "AI", saas: "SaaS" };

/** What usage leaves unexplained; the ledger's word in whatever dimension it stands. */
const RESERVED: Record<string, string> = {
  unattributed: "Unattributed",
  untracked_ai: "Untracked AI",
  idle: "Idle",
};

/** What a value is called on pages. Names that people gave stay as they are. */
export function labelOfValue(value: string | null | undefined, dimension?: string): string {
  if (value === null || value === undefined || value === "") return "(no value)";
  const reserved = RESERVED[value];
  if (reserved) return reserved;
  if (!dimension || !CLOSED.has(dimension)) return value;
  if (dimension === "cost_state") return STATE_LABELS[value] ?? value;
  const text = value
    .split("_")
    .map((word) => WORDS[word] ?? word)
    .join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
