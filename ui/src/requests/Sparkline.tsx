import classes from "./requests.module.css";

interface SparklineProps {
  values: (number | null)[];
  /** Positions that stand out. */
  marked: number[];
  label: string;
}

const WIDTH = 96;
const HEIGHT = 28;
const PAD = 4;

/** Points of a line from zero up; a gap breaks it. */
export function pathOf(values: (number | null)[]): string {
  const highest = Math.max(0, ...values.filter((value) => value !== null));
  let isDrawing = false;
  const parts = values.map((value, index) => {
    if (value === null) {
      isDrawing = false;
      return "";
    }
    const isAlone = !isDrawing && (values[index + 1] ?? null) === null;
    const step = `${isDrawing ? "L" : "M"}${placeOf(values.length, index)} ${heightOf(value, highest)}`;
    isDrawing = true;
    // A day between gaps is a dot.
    return isAlone ? `${step}h0` : step;
  });
  return parts.join("");
}

function placeOf(count: number, index: number): string {
  return (PAD + ((WIDTH - 2 * PAD) * index) / Math.max(1, count - 1)).toFixed(1);
}

function heightOf(value: number, highest: number): string {
  const share = highest === 0 ? 0 : value / highest;
  return (HEIGHT - PAD - (HEIGHT - 2 * PAD) * share).toFixed(1);
}

/** A trend the size of a word; days that stand out are dots. */
export function Sparkline({ values, marked, label }: SparklineProps) {
  const highest = Math.max(0, ...values.filter((value) => value !== null));
  return (
    <svg
      className={classes.sparkline}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={label}
    >
      <path
        d={pathOf(values)}
        fill="none"
        stroke="var(--o-accent)"
        strokeWidth="1.5"
        strokeLinecap="round"
      />
      {marked.map((index) => {
        const value = values[index];
        if (value === null || value === undefined) return null;
        const y = heightOf(value, highest);
        return (
          <circle
            key={index}
            cx={placeOf(values.length, index)}
            cy={y}
            r="2.6"
            fill="var(--o-warm)"
          />
        );
      })}
    </svg>
  );
}
