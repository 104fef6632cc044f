import type { components } from "./schema";

/** Names for the generated wire types. Money travels as text, counts as numbers, missing is null. */
type Schemas = components["schemas"];

export type Unit = "money" | "count" | "tokens" | "ratio" | "percent" | "ms" | "hours";
type WithUnit<T> = Omit<T, "unit"> & { unit: Unit };

export type Decimal = string | number;
export type Cell = string | number | null;
export type Row = Record<string, Cell>;

export type Metric = Omit<WithUnit<Schemas["CatalogMetric"]>, "better"> & {
  better: "lower" | "higher" | "neutral";
};
export type Dimension = Schemas["CatalogDimension"];
export type CostView = Schemas["CatalogView"];
export type Catalog = Omit<Schemas["CatalogAnswer"], "metrics"> & { metrics: Metric[] };

export type Column = Schemas["QueryColumn"] & { unit?: Unit | null };
export type QueryAnswer = Omit<Schemas["QueryAnswer"], "columns"> & { columns: Column[] };

export type Figure = WithUnit<Schemas["OverviewFigure"]>;
export type Mover = Schemas["OverviewMover"];
export type OverviewRow = Schemas["OverviewRow"];
export type OverviewAnswer = Omit<
  Schemas["OverviewAnswer"],
  "figures" | "spend" | "spend_by" | "notes"
> & {
  figures: Figure[];
  /** Absent where the filter leaves nothing that can be drawn. */
  spend?: QueryAnswer | null;
  /** What the spend is really split by, where the asked dimension does not go with the filter. */
  spend_by?: string | null;
  notes?: string[] | null;
};

export type EndpointsAnswer = Schemas["EndpointsAnswer"];
export type EndpointRow = Schemas["EndpointRow"];
export type EndpointDay = Schemas["EndpointDay"];
export type EndpointSpike = Schemas["EndpointSpike"];
export type UnitCost = Schemas["UnitCost"];
export type RequestsAnswer = Schemas["RequestsAnswer"];
export type RequestRow = Schemas["RequestRow"];
export type RequestAnswer = Schemas["RequestAnswer"];

export type Reconciliation = Schemas["ReconciliationAnswer"];
export type MatchStatement = Schemas["MatchStatement"];
export type MatchCause = Schemas["MatchCause"];
export type MatchInvoice = Schemas["MatchInvoice"];
export type ShadowAi = Schemas["ShadowAiAnswer"];
export type ShadowAiRow = Schemas["ShadowAiRow"];
export type Invoices = Schemas["InvoicesAnswer"];
export type Invoice = Schemas["InvoiceAnswer"];
export type Commitments = Schemas["CommitmentsAnswer"];
export type Commitment = Schemas["CommitmentAnswer"];

export type Sources = Schemas["SourcesAnswer"];
export type Source = Schemas["SourceAnswer"];
export type SourceRun = Schemas["RunAnswer"];
export type SourceKind = Schemas["KindAnswer"];
export type SourceCheck = Schemas["CheckAnswer"];
export type SourceTest = Schemas["TestAnswer"];
export type SourceSync = Schemas["SyncAnswer"];
export type SourceField = Schemas["FieldAnswer"];
export type NewSource = Schemas["NewSourceBody"];
export type AddedSource = Schemas["AddedAnswer"];
export type RemovedSource = Schemas["RemovedAnswer"];
export type Session = Schemas["SessionAnswer"];

export type Seats = Schemas["SeatsAnswer"];
export type SeatGroup = Schemas["SeatGroupAnswer"];
export type UnusedSeat = Schemas["UnusedSeatAnswer"];

export type Status = Schemas["StatusAnswer"];
export type ExplainStep = Schemas["ExplanationStep"];
export type Explanation = Schemas["ExplanationAnswer"];

/** An RFC 9457 document; its fields are few and fixed, so it is not in the schema. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  code?: string;
  detail?: string;
  hint?: string | null;
  /** The part of what was sent that is wrong. */
  field?: string | null;
}
