import { MultiSelect, Select, Text } from "@mantine/core";
import { GRAINS } from "../chart/buckets";
import { whyNot } from "../chart/metricKind";
import { useDimensionOptions } from "../shell/AddFilter";
import { useCatalog, useLabelOf, useSetSearch } from "../shell/useScope";
import classes from "./explore.module.css";
import { printBy, type Question } from "./question";

const ALL_TIME = "total";

function titleCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Metrics, dimensions and grain. What does not go together is disabled and says why. */
export function Controls({ question }: { question: Question }) {
  const catalog = useCatalog();
  const setSearch = useSetSearch();
  const labelOf = useLabelOf();
  const groups = useDimensionOptions();
  const { metrics, dimensions, grain } = question;
  const split = [...dimensions, ...(grain ? [grain] : [])];

  const metricReason = (name: string): string | null => {
    const metric = catalog.metrics.find((entry) => entry.name === name);
    if (!metric) return null;
    return split.map((by) => whyNot(metric, by, labelOf(by))).find(Boolean) ?? null;
  };
  const splitReason = (name: string): string | null =>
    metrics.map((metric) => whyNot(metric, name, labelOf(name))).find(Boolean) ?? null;
  const definitionOf = (name: string) =>
    [...catalog.metrics, ...catalog.dimensions].find((entry) => entry.name === name)?.definition;
  const option = (name: string, label: string, reason: string | null) => (
    <div>
      {label}
      <Text size="xs" c="dimmed">
        {reason ?? definitionOf(name)}
      </Text>
    </div>
  );

  return (
    <div className={`${classes.controls} no-print`}>
      <MultiSelect
        label="Measure"
        data-testid="pick-metrics"
        data={catalog.metrics.map(({ name, label }) => ({
          value: name,
          label,
          disabled: metricReason(name) !== null,
        }))}
        value={metrics.map(({ name }) => name)}
        onChange={(names) => names.length > 0 && setSearch({ metrics: names.join(",") })}
        renderOption={({ option: item }) =>
          option(item.value, item.label, metricReason(item.value))
        }
        searchable
        hidePickedOptions
        classNames={{ inputField: classes.pickField }}
        comboboxProps={{ width: 340, position: "bottom-start" }}
      />
      <MultiSelect
        label="Split by"
        data-testid="pick-dimensions"
        placeholder={dimensions.length === 0 ? "Nothing" : undefined}
        data={groups.map((group) => ({
          ...group,
          items: group.items.map((item) => ({
            ...item,
            disabled: splitReason(item.value) !== null,
          })),
        }))}
        value={dimensions}
        onChange={(names) => setSearch({ by: printBy(names, grain) })}
        renderOption={({ option: item }) => option(item.value, item.label, splitReason(item.value))}
        searchable
        hidePickedOptions
        classNames={{ inputField: classes.pickField }}
        clearable
        comboboxProps={{ width: 340, position: "bottom-start" }}
      />
      <Select
        label="Per"
        data-testid="pick-grain"
        data={[
          { value: ALL_TIME, label: "Whole period" },
          ...GRAINS.filter((name) => catalog.grains.includes(name)).map((name) => ({
            value: name,
            label: titleCase(name),
            disabled: splitReason(name) !== null,
          })),
        ]}
        value={grain ?? ALL_TIME}
        onChange={(name) => setSearch({ by: printBy(dimensions, name === ALL_TIME ? null : name) })}
        allowDeselect={false}
      />
    </div>
  );
}
