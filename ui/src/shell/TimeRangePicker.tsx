import { Button, Popover, Stack, TextInput, UnstyledButton } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { statusQuery } from "../api/queries";
import { addDays, formatRange } from "../format/date";
import { PRESETS } from "../scope/range";
import { presetOf, type ScopeSearch } from "../scope/search";
import { Icon } from "./Icon";
import classes from "./ScopeBar.module.css";
import { useDefaultPreset, useScope, useSetSearch } from "./useScope";

interface CustomProps {
  since: string;
  lastDay: string;
  onApply: (since: string, lastDay: string) => void;
}

function CustomRange({ since, lastDay, onApply }: CustomProps) {
  const [from, setFrom] = useState(since);
  const [to, setTo] = useState(lastDay);
  const wrong = from > to ? "The first day comes after the last." : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (!wrong) onApply(from, to);
      }}
    >
      <Stack gap="xs">
        <TextInput
          type="date"
          label="First day"
          value={from}
          required
          withAsterisk={false}
          onChange={(event) => setFrom(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label="Last day"
          value={to}
          error={wrong}
          required
          withAsterisk={false}
          onChange={(event) => setTo(event.currentTarget.value)}
        />
        <Button type="submit" size="xs">
          Show these days
        </Button>
      </Stack>
    </form>
  );
}

function earlier(a: string, b: string): string {
  return [a, b].sort()[0] ?? a;
}

interface PresetListProps {
  current: string | null;
  onPick: (preset: string) => void;
}

function PresetList({ current, onPick }: PresetListProps) {
  const fallback = useDefaultPreset();
  return (
    <ul className={classes.presets} aria-label="Periods">
      {PRESETS.map((preset) => (
        <li key={preset.id}>
          <UnstyledButton
            className={classes.preset}
            aria-pressed={preset.id === current}
            data-autofocus={preset.id === (current ?? fallback) || undefined}
            onClick={() => onPick(preset.id)}
          >
            {preset.label}
            {preset.id === current && <Icon name="check" size={14} />}
          </UnstyledButton>
        </li>
      ))}
    </ul>
  );
}

/** The days that the page is about: a preset, which moves with the calendar, or fixed days. */
export function TimeRangePicker() {
  const search = useSearch({ strict: false }) as ScopeSearch;
  const { since, until } = useScope();
  const setSearch = useSetSearch();
  const { data: status } = useSuspenseQuery(statusQuery);
  const [isOpen, setOpen] = useState(false);
  const fallback = useDefaultPreset();
  const current = presetOf(search, fallback);
  const label = PRESETS.find(({ id }) => id === current)?.label ?? "Custom";
  const pick = (preset: string) => {
    setOpen(false);
    const range = preset === fallback ? undefined : preset;
    return setSearch({ range, since: undefined, until: undefined });
  };
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position="bottom-start"
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <UnstyledButton
          className={classes.control}
          data-testid="time-range"
          onClick={() => setOpen((open) => !open)}
        >
          <Icon name="calendar" size={14} />
          {label}
          <span className={classes.muted}>{formatRange(since, until)}</span>
          <Icon name="chevron" size={12} />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.periods}>
        <PresetList current={current} onPick={pick} />
        <CustomRange
          key={`${since}/${until}`}
          since={since}
          lastDay={addDays(earlier(until, status.today), -1)}
          onApply={(from, to) => {
            setOpen(false);
            setSearch({ range: undefined, since: from, until: addDays(to, 1) });
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
