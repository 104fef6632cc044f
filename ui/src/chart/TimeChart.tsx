import { Skeleton, useComputedColorScheme } from "@mantine/core";
import { useReducedMotion } from "@mantine/hooks";
import { useEffect, useRef, useState } from "react";
import { formatBucket } from "../format/date";
import { formatValue, type NumberStyle } from "../format/number";
import { type ChartMark, chartOptions } from "./options";
import type { ChartData } from "./series";

type Engine = typeof import("./echarts");
type Instance = ReturnType<Engine["init"]>;

interface TimeChartProps {
  data: ChartData;
  kind: "bars" | "lines";
  style: NumberStyle;
  title: string;
  height?: number;
  openFrom?: string;
  onPickBucket?: (bucket: string) => void;
  marks?: ChartMark[];
}

function useEngine(): Engine | null {
  const [engine, setEngine] = useState<Engine | null>(null);
  useEffect(() => {
    let wanted = true;
    import("./echarts").then((loaded) => wanted && setEngine(loaded));
    return () => {
      wanted = false;
    };
  }, []);
  return engine;
}

function cssColor(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** What the picture shows, in one sentence; the table below it has every number. */
export function describeChart({
  data,
  style,
  title,
  marks = [],
}: Pick<TimeChartProps, "data" | "style" | "title" | "marks">): string {
  const { grain, spansYears } = data;
  const first = data.buckets[0];
  const last = data.buckets.at(-1);
  if (!first || !last) return `${title}: nothing in this period.`;
  const sizes = data.series.map((series) => ({
    label: series.label,
    sum: [...series.points, ...series.estimated].reduce<number>((sum, p) => sum + (p ?? 0), 0),
  }));
  const parts = sizes
    .slice(0, 3)
    .map(({ label, sum }) => `${label} ${formatValue(String(sum), style)}`);
  const period = `${formatBucket(first, grain, spansYears)} to ${formatBucket(last, grain, spansYears)}`;
  const odd = marks.map(({ bucket, text }) => ` ${formatBucket(bucket, grain)}: ${text}`).join("");
  if (data.series.length === 1 && marks.length > 0) return `${title}, ${period}.${odd}`;
  return `${title}, ${period}. ${data.series.length} series; first ${parts.join(", ")}.${odd}`;
}

export default function TimeChart(props: TimeChartProps) {
  const { data, kind, style, height = 300, openFrom, onPickBucket, marks } = props;
  const { unit, currency, isUnitCost } = style;
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<Instance | null>(null);
  const engine = useEngine();
  const scheme = useComputedColorScheme("light");
  const isCalm = useReducedMotion();
  const [width, setWidth] = useState(900);
  const pick = useRef(onPickBucket);
  pick.current = onPickBucket;

  useEffect(() => {
    const element = host.current;
    if (!engine || !element) return;
    const instance = engine.init(element, null, { renderer: "svg" });
    chart.current = instance;
    const watcher = new ResizeObserver(() => {
      instance.resize();
      // In steps, so that dragging a window does not redraw at every pixel.
      setWidth(Math.max(100, Math.round(element.clientWidth / 100) * 100));
    });
    watcher.observe(element);
    instance.on("click", (event) => {
      if (typeof event.name === "string") pick.current?.(event.name);
    });
    return () => {
      watcher.disconnect();
      instance.dispose();
      chart.current = null;
    };
  }, [engine]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the scheme changes the CSS colours read here.
  useEffect(() => {
    const look = {
      kind,
      style: { unit, currency, isUnitCost },
      text: cssColor("--o-text-2"),
      line: cssColor("--o-line"),
      surface: cssColor("--o-surface"),
      animate: !isCalm,
      openFrom,
      width,
      marks,
      mark: cssColor("--o-warm"),
    };
    chart.current?.setOption(chartOptions(data, look), { notMerge: true });
  }, [engine, data, kind, unit, currency, isUnitCost, isCalm, scheme, openFrom, width, marks]);

  return (
    <div style={{ position: "relative", height }}>
      {!engine && <Skeleton height={height} radius={8} />}
      <div
        ref={host}
        role="img"
        aria-label={describeChart(props)}
        data-testid="chart"
        style={{ position: "absolute", inset: 0 }}
      />
    </div>
  );
}
