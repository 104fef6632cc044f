/** The wire types of the API that the pages read. Money travels as text, counts as numbers, missing is null. */

export type Unit = "money" | "count" | "tokens" | "ratio" | "percent" | "ms" | "hours";
export type Decimal = string | number;
export type Cell = string | number | null;
export type Row = Record<string, Cell>;

export interface Metric {
  name: string;
  label: string;
  definition: string;
  unit: Unit;
  better: "lower" | "higher" | "neutral";
  dimensions: string[];
  grains: string[];
}

export interface Dimension {
  name: string;
  label: string;
  definition: string;
  group: string;
}

export interface CostView {
  name: string;
  label: string;
  definition: string;
}

export interface Catalog {
  metrics: Metric[];
  dimensions: Dimension[];
  views: CostView[];
  grains: string[];
  currency: string;
}

export interface Column {
  name: string;
  label: string;
  kind: "dimension" | "time" | "metric";
  unit?: Unit | null;
  currency?: string | null;
}

export interface Coverage {
  payer: string;
  state: "settled" | "provisional" | "open";
  from: string;
  to: string;
}

export interface UnknownPrice {
  requests: number;
  tokens: number;
}

export interface QueryAnswer {
  rows: Row[];
  columns: Column[];
  unknown_price?: UnknownPrice | null;
  coverage?: Coverage[];
  totals?: Row;
  since: string;
  until: string;
  view: string;
  cost_states?: Record<string, Decimal>;
  truncated?: boolean;
  notes?: string[];
  currency?: string;
}

export interface Figure {
  id: string;
  label: string;
  definition: string;
  value: Decimal | null;
  unit: Unit;
  currency?: string | null;
  compare: {
    label: string;
    value: Decimal | null;
    change: Decimal | null;
    change_percent: Decimal | null;
  } | null;
  note: string | null;
  link: string | null;
}

export interface Mover {
  dimension: string;
  value: string | null;
  before: Decimal | null;
  after: Decimal | null;
  change: Decimal | null;
  change_percent: Decimal | null;
  link: string | null;
}

export interface OverviewRow {
  value: string | null;
  cost: Decimal | null;
  requests: Decimal | null;
  cost_per_request: Decimal | null;
  change: Decimal | null;
  change_percent: Decimal | null;
  link: string | null;
}

export interface OverviewAnswer {
  figures: Figure[];
  movers: Mover[];
  movers_period?: { label: string } | null;
  spend: QueryAnswer;
  tables: Record<string, OverviewRow[]>;
  complete_until?: string;
}

export interface Status {
  version: string;
  empty: boolean;
  demo: boolean;
  freshness: { usage_until: string | null; bills_until: string | null };
  today: string;
  warnings: string[];
}

export interface ExplainStep {
  title: string;
  text: string;
  rows?: Record<string, unknown>[];
}

export interface Explanation {
  id: string;
  kind: string;
  summary: string;
  steps: ExplainStep[];
}

export interface Problem {
  type?: string;
  title: string;
  status: number;
  code?: string;
  detail?: string;
  hint?: string;
}
