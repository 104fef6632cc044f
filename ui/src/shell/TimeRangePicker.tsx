import { Button, Menu, Popover, Stack, TextInput, UnstyledButton } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { statusQuery } from "../api/queries";
import { addDays, formatRange } from "../format/date";
import { DEFAULT_PRESET, PRESETS } from "../scope/range";
import type { ScopeSearch } from "../scope/search";
import { Icon } from "./Icon";
import classes from "./ScopeBar.module.css";
import { useScope, useSetSearch } from "./useScope";

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
          data-autofocus
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

export function TimeRangePicker() {
  const search = useSearch({ strict: false }) as ScopeSearch;
  const scope = useScope();
  const setSearch = useSetSearch();
  const { data: status } = useSuspenseQuery(statusQuery);
  const [custom, setCustom] = useState(false);
  const isCustom = Boolean(search.since);
  const current = search.range ?? DEFAULT_PRESET;
  const label = isCustom ? "Custom" : PRESETS.find(({ id }) => id === current)?.label;
  return (
    <Popover opened={custom} onChange={setCustom} position="bottom-start" trapFocus returnFocus>
      <Menu position="bottom-start" shadow="md" width={200}>
        <Popover.Target>
          <div>
            <Menu.Target>
              <UnstyledButton className={classes.control} data-testid="time-range">
                <Icon name="calendar" size={14} />
                {label}
                <span className={classes.muted}>{formatRange(scope.since, scope.until)}</span>
                <Icon name="chevron" size={12} />
              </UnstyledButton>
            </Menu.Target>
          </div>
        </Popover.Target>
        <Menu.Dropdown>
          {PRESETS.map((preset) => (
            <Menu.Item
              key={preset.id}
              rightSection={
                !isCustom && preset.id === current ? <Icon name="check" size={14} /> : null
              }
              onClick={() =>
                setSearch({
                  range: preset.id === DEFAULT_PRESET ? undefined : preset.id,
                  since: undefined,
                  until: undefined,
                })
              }
            >
              {preset.label}
            </Menu.Item>
          ))}
          <Menu.Divider />
          <Menu.Item
            rightSection={isCustom ? <Icon name="check" size={14} /> : null}
            onClick={() => setCustom(true)}
          >
            Custom…
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Popover.Dropdown>
        <CustomRange
          since={scope.since}
          lastDay={addDays(earlier(scope.until, status.today), -1)}
          onApply={(from, to) => {
            setCustom(false);
            setSearch({ range: undefined, since: from, until: addDays(to, 1) });
          }}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
