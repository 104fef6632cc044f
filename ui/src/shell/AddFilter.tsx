import { Button, Popover, SegmentedControl, Select, Stack, UnstyledButton } from "@mantine/core";
import { useState } from "react";
import { termFor } from "../scope/filter";
import { Icon } from "./Icon";
import classes from "./ScopeBar.module.css";
import { useAddFilter, useCatalog } from "./useScope";
import { MISSING, useValueOptions } from "./useValueOptions";

/** Dimensions as a grouped list for select boxes, in the catalog's order. */
export function useDimensionOptions() {
  const { dimensions } = useCatalog();
  const groups = [...new Set(dimensions.map(({ group }) => group))];
  return groups.map((group) => ({
    group: group.charAt(0).toUpperCase() + group.slice(1),
    items: dimensions
      .filter((dimension) => dimension.group === group)
      .map(({ name, label }) => ({ value: name, label })),
  }));
}

function FilterForm({ onDone }: { onDone: () => void }) {
  const addFilter = useAddFilter();
  const options = useDimensionOptions();
  const [dimension, setDimension] = useState<string | null>(null);
  const [relation, setRelation] = useState("is");
  const [typed, setTyped] = useState("");
  const values = useValueOptions(dimension, typed);

  const apply = (value: string | null) => {
    if (!dimension || !value) return;
    addFilter(termFor(dimension, value === MISSING ? null : value, relation === "is not"));
    onDone();
  };
  return (
    <Stack gap="xs">
      <Select
        label="Dimension"
        placeholder="Choose"
        data={options}
        value={dimension}
        onChange={setDimension}
        searchable
        data-autofocus
        comboboxProps={{ withinPortal: false }}
      />
      <SegmentedControl
        aria-label="Relation"
        data={["is", "is not"]}
        value={relation}
        onChange={setRelation}
        size="xs"
      />
      <Select
        label="Value"
        placeholder={dimension ? "Type or choose" : "Choose a dimension first"}
        disabled={!dimension}
        data={values.options}
        searchable
        searchValue={typed}
        onSearchChange={setTyped}
        onChange={apply}
        nothingFoundMessage={values.loading ? "Loading values…" : "No value in this period"}
        comboboxProps={{ withinPortal: false }}
      />
      <Button
        size="xs"
        variant="default"
        disabled={!dimension || !typed}
        onClick={() => apply(typed)}
      >
        Filter by what is typed
      </Button>
    </Stack>
  );
}

export function AddFilter() {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={280}
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <UnstyledButton
          className={`${classes.add} no-print`}
          data-testid="add-filter"
          onClick={() => setOpened((open) => !open)}
        >
          <Icon name="plus" size={14} /> Filter
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <FilterForm onDone={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}
