import { formatExact, formatValue } from "../format/number";
import { labelOfValue } from "../format/value";

/** How one field of an explanation is read. */
export type Field =
  | { kind: "text"; text: string; exact?: string }
  | { kind: "id"; id: string }
  | { kind: "list"; items: string[] };

const ID = /^(ch|lg)_[0-9a-f]+$/;
const AMOUNT = /(^|_)(cost|amount|price|credit|tax)(_in_bill)?$/;
const DECIMAL = /^-?\d+(\.\d+)?$/;
const SHARE = /(^|_)share(_|$)/;

const LABELS: Record<string, string> = {
  charge_id: "Charge",
  ledger_row: "Ledger row",
  payer_id: "Payer",
  invoice_id: "Invoice",
  billed_cost_in_bill: "Billed cost, as in the bill",
  effective_cost_in_bill: "Effective cost, as in the bill",
  rate: "Exchange rate",
  rate_day: "Day of the rate",
  row_in_file: "Row in the file",
  share_of_pool: "Share of the pool",
  pool_billed_cost: "Billed cost of the pool",
  pool_effective_cost: "Effective cost of the pool",
};

export function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === "" || value === "[]";
}

/** A field's name in words; the catalog's word where it has one. */
export function labelOfField(name: string, labelOf: (name: string) => string): string {
  const own = LABELS[name];
  if (own) return own;
  const known = labelOf(name);
  if (known !== name) return known;
  const text = name.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function listIn(text: string): string[] | null {
  if (!text.startsWith("[")) return null;
  try {
    const items: unknown = JSON.parse(text);
    return Array.isArray(items) ? items.map(String) : null;
  } catch {
    return null;
  }
}

/** Amounts of the bill are in its currency, all others in the reporting currency. */
function currencyOf(name: string, row: Record<string, unknown>, currency: string): string {
  const own = row.currency;
  return name.endsWith("_in_bill") && typeof own === "string" && own ? own : currency;
}

/** A field as it is shown: money and shares formatted, ids to follow, lists taken apart. */
export function readField(name: string, row: Record<string, unknown>, currency: string): Field {
  const value = row[name];
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  if (ID.test(text)) return { kind: "id", id: text };
  const items = listIn(text);
  if (items) return { kind: "list", items };
  if (!DECIMAL.test(text)) return { kind: "text", text: labelOfValue(text, name) };
  if (SHARE.test(name)) {
    const exact = formatExact(text, { unit: "count" });
    return { kind: "text", text: formatValue(text, { unit: "ratio", decimals: 2 }), exact };
  }
  if (!AMOUNT.test(name)) return { kind: "text", text };
  const style = { unit: "money", currency: currencyOf(name, row, currency) } as const;
  return { kind: "text", text: formatValue(text, style), exact: formatExact(text, style) };
}
