import type { EChartsCoreOption } from "echarts/core";
import { formatBucket } from "../format/date";
import { columnDecimals, formatAxis, formatValue, type NumberStyle } from "../format/number";
import { bucketRange } from "./buckets";
import type { ChartData, Series } from "./series";

export interface ChartLook {
  kind: "bars" | "lines";
  style: NumberStyle;
  text: string;
  line: string;
  surface: string;
  animate: boolean;
  /** From this day on bills are still arriving, so a low bar is no saving. */
  openFrom?: string;
  /** Width of the drawing in pixels. */
  width?: number;
  /** Buckets that stand out, with why; drawn on the first series. */
  marks?: ChartMark[];
  /** The colour of marks. */
  mark?: string;
}

export interface ChartMark {
  bucket: string;
  text: string;
}

/** Bars narrower than this would be washed out by borders. */
const BORDERED_FROM = 4;
const BAR_SHARE = 0.78;

function barWidth(data: ChartData, look: ChartLook): number {
  return ((look.width ?? 900) / Math.max(1, data.buckets.length)) * BAR_SHARE;
}

const SHOWN_IN_TOOLTIP = 9;
const ESTIMATE_OPACITY = 0.5;

function escapeHtml(text: string): string {
  const map: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return text.replace(/[&<>"]/g, (char) => map[char] ?? char);
}

const HATCH = {
  symbol: "rect",
  symbolSize: 1,
  dashArrayX: [1, 0],
  dashArrayY: [2, 3],
  rotation: -Math.PI / 4,
};

interface BarPart {
  series: Series;
  points: (number | null)[];
  isEstimate: boolean;
  isThin: boolean;
}

function bar({ series, points, isEstimate, isThin }: BarPart, look: ChartLook) {
  return {
    type: "bar",
    stack: "all",
    name: series.label,
    data: points,
    barMaxWidth: 44,
    barCategoryGap: isThin ? "8%" : "22%",
    cursor: "pointer",
    itemStyle: {
      color: series.color,
      opacity: isEstimate ? ESTIMATE_OPACITY : 1,
      borderColor: look.surface,
      borderWidth: isThin ? 0 : 0.5,
      decal: isEstimate && !isThin ? { ...HATCH, color: look.surface } : { symbol: "none" },
    },
    emphasis: { focus: "none" },
  };
}

function line(series: Series) {
  return {
    type: "line",
    name: series.label,
    data: series.points,
    showSymbol: series.points.filter((point) => point !== null).length === 1,
    symbolSize: 6,
    lineStyle: { width: 2, color: series.color },
    itemStyle: { color: series.color },
    emphasis: { focus: "series" },
  };
}

function tooltipRow(color: string, label: string, amount: string, note = ""): string {
  const swatch = `<span style="display:inline-block;width:9px;height:9px;border-radius:2px;background:${color};margin-right:7px"></span>`;
  return `<tr><td style="padding-right:18px;max-width:240px;overflow:hidden;text-overflow:ellipsis">${swatch}${escapeHtml(label)}${note}</td><td style="text-align:right;font-variant-numeric:tabular-nums">${amount}</td></tr>`;
}

function bucketName(data: ChartData, bucket: string): string {
  return formatBucket(bucket, data.grain, data.spansYears);
}

/** The values of one bucket, largest first, with their sum. */
export function renderTooltip(data: ChartData, index: number, look: ChartLook): string {
  const amounts = data.series
    .map((series) => {
      const estimate = series.estimated[index] ?? 0;
      return { series, estimate, amount: (series.points[index] ?? 0) + estimate };
    })
    .filter(({ series, amount }) => amount !== 0 || series.points[index] != null)
    .sort((a, b) => b.amount - a.amount);
  const { unit, isUnitCost } = look.style;
  const shown = amounts.map(({ amount }) => amount);
  const style = { ...look.style, decimals: columnDecimals(shown, unit, isUnitCost) };
  const show = (amount: number) => formatValue(String(amount), style);
  const rows = amounts
    .slice(0, SHOWN_IN_TOOLTIP)
    .map(({ series, amount, estimate }) =>
      tooltipRow(
        series.color,
        series.label,
        show(amount),
        estimate ? ' <span style="opacity:.65">partly calculated</span>' : "",
      ),
    );
  const title = escapeHtml(bucketName(data, data.buckets[index] ?? ""));
  const sum = amounts.reduce((total, { amount }) => total + amount, 0);
  const foot =
    look.kind === "bars" && amounts.length > 1
      ? `<tr><td style="padding-top:5px;font-weight:600">Sum</td><td style="padding-top:5px;text-align:right;font-weight:600;font-variant-numeric:tabular-nums">${show(sum)}</td></tr>`
      : "";
  if (rows.length === 0) return `<b>${title}</b><br>no value`;
  const mark = look.marks?.find(({ bucket }) => bucket === data.buckets[index]);
  const why = mark
    ? `<div style="max-width:280px;margin-top:5px;white-space:normal;color:${look.mark}">${escapeHtml(mark.text)}</div>`
    : "";
  return `<b>${title}</b><table style="margin-top:5px;border-spacing:0;font-size:12px">${rows.join("")}${foot}</table>${why}`;
}

/** The first bucket with days whose bills are not all in. */
export function firstOpen(data: ChartData, openFrom: string | undefined): string | undefined {
  if (!openFrom) return undefined;
  return data.buckets.find((bucket) => bucketRange(bucket, data.grain).until > openFrom);
}

/** A grey ground behind the buckets whose bills are not all in. */
function openDays(data: ChartData, look: ChartLook): object {
  const first = firstOpen(data, look.openFrom);
  if (!first) return {};
  // A line falls on its way to the open bucket, so the ground begins at the one before.
  const before = data.buckets[Math.max(0, data.buckets.indexOf(first) - 1)];
  const from = look.kind === "lines" ? before : first;
  return {
    markArea: {
      silent: true,
      itemStyle: { color: look.line, opacity: 0.55 },
      data: [[{ xAxis: from }, { xAxis: data.buckets.at(-1) }]],
    },
  };
}

/** Rings around the points that stand out. */
function markedPoints(data: ChartData, look: ChartLook): object {
  const points = data.series[0]?.points ?? [];
  const marks = (look.marks ?? []).flatMap(({ bucket }) => {
    const value = points[data.buckets.indexOf(bucket)];
    return value == null ? [] : [{ coord: [bucket, value] }];
  });
  if (marks.length === 0) return {};
  return {
    markPoint: {
      silent: true,
      symbol: "circle",
      symbolSize: 11,
      label: { show: false },
      itemStyle: { color: look.surface, borderColor: look.mark, borderWidth: 2.5 },
      data: marks,
    },
  };
}

/** ECharts options: stacked bars for sums, lines for rates; money starts at zero. */
export function chartOptions(data: ChartData, look: ChartLook): EChartsCoreOption {
  const isThin = barWidth(data, look) < BORDERED_FROM;
  const series = data.series.flatMap((one): object[] => {
    if (look.kind === "lines") return [line(one)];
    const part = { series: one, points: one.points, isEstimate: false, isThin };
    const parts: object[] = [bar(part, look)];
    if (one.estimated.length > 0) {
      parts.push(bar({ ...part, points: one.estimated, isEstimate: true }, look));
    }
    return parts;
  });
  if (series[0]) Object.assign(series[0], openDays(data, look), markedPoints(data, look));
  return {
    animation: look.animate,
    animationDuration: 250,
    // The page says in words what the picture shows; the library's own words would replace them.
    aria: { enabled: true, label: { enabled: false }, decal: { show: false } },
    grid: { left: 8, right: 8, top: 12, bottom: 6, containLabel: true },
    textStyle: { fontFamily: "inherit" },
    tooltip: {
      trigger: "axis",
      axisPointer: { type: look.kind === "bars" ? "shadow" : "line" },
      confine: true,
      backgroundColor: look.surface,
      borderColor: look.line,
      textStyle: { color: look.text, fontSize: 12 },
      formatter: (params: { dataIndex: number }[]) =>
        renderTooltip(data, params[0]?.dataIndex ?? 0, look),
    },
    xAxis: {
      type: "category",
      data: data.buckets,
      boundaryGap: look.kind === "bars",
      axisTick: { show: false },
      axisLine: { lineStyle: { color: look.line } },
      axisLabel: {
        color: look.text,
        fontSize: 11,
        hideOverlap: true,
        // Long labels at the ends would be cut off.
        ...(data.spansYears ? { alignMinLabel: "left", alignMaxLabel: "right" } : {}),
        formatter: (bucket: string) => bucketName(data, bucket),
      },
    },
    yAxis: {
      type: "value",
      splitNumber: 4,
      splitLine: { lineStyle: { color: look.line } },
      axisLabel: {
        color: look.text,
        fontSize: 11,
        formatter: (value: number) => formatAxis(value, look.style),
      },
    },
    series,
  };
}
