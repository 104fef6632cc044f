import { Modal, VisuallyHidden } from "@mantine/core";
import { Spotlight } from "@mantine/spotlight";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { labelOfValue } from "../format/value";
import { addTerm, termFor } from "../scope/filter";
import { defaultGrain } from "../scope/range";
import { Icon } from "./Icon";
import { PAGE_GROUPS } from "./pages";
import { useCommands } from "./useCommands";
import { type Found, useFoundValues } from "./useFoundValues";
import { useAddFilter, useCarriedSearch, useLabelOf, useScope, useSetSearch } from "./useScope";

const LIST_ID = "palette";

/** Cost by customer goes with few other dimensions, so a customer opens a question of its own. */
const CUSTOMER = "customer";

function useOpenValue() {
  const navigate = useNavigate();
  const carried = useCarriedSearch();
  const addFilter = useAddFilter();
  const scope = useScope();
  return ({ dimension, value }: Found) => {
    const term = termFor(dimension, value);
    if (dimension !== CUSTOMER) return addFilter(term);
    const by = `${CUSTOMER},${defaultGrain(scope)}`;
    const where = addTerm(carried.where, term);
    return navigate({ to: "/explore", search: { ...carried, metrics: "cost", by, where } });
  };
}

/** Ctrl/⌘-K or `/`: go to a page, choose a period or view, filter by a value, explain an id. */
export function CommandPalette() {
  const [query, setQuery] = useState("");
  const [opened, setOpened] = useState(false);
  const navigate = useNavigate();
  const carried = useCarriedSearch();
  const setSearch = useSetSearch();
  const openValue = useOpenValue();
  const labelOf = useLabelOf();
  const typed = query.trim();
  const found = useFoundValues(typed, opened);
  const commands = useCommands(typed);
  const pages = PAGE_GROUPS.flatMap((group) => group.pages).filter(({ label }) =>
    label.toLowerCase().includes(typed.toLowerCase()),
  );
  const looksLikeId = /^\S{6,}$/.test(typed);
  const named = commands.flatMap((group) => group.commands.map(({ label }) => label));
  const shown = [...pages.map(({ to }) => to), ...named, ...found.map(({ value }) => value)].join(
    "\n",
  );
  // Values arrive after the letters: the first line stays the one that Enter takes.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lines shown are what changes.
  useEffect(() => {
    const list = document.getElementById(LIST_ID);
    if (!list || list.querySelector("[data-selected]")) return;
    list.querySelector("[data-action]")?.setAttribute("data-selected", "true");
  }, [opened, typed, shown]);
  const nothing = pages.length === 0 && named.length === 0 && found.length === 0 && !looksLikeId;
  return (
    <Spotlight.Root
      query={query}
      onQueryChange={setQuery}
      shortcut={["mod + K", "/"]}
      onSpotlightOpen={() => setOpened(true)}
      onSpotlightClose={() => setOpened(false)}
      scrollable
      maxHeight={460}
    >
      <VisuallyHidden>
        <Modal.Title>Search</Modal.Title>
      </VisuallyHidden>
      <Spotlight.Search
        placeholder="Go to a page, choose a period, filter by a value"
        aria-label="Search pages, periods, values and ids"
        leftSection={<Icon name="search" />}
        data-testid="search"
      />
      <Spotlight.ActionsList id={LIST_ID}>
        {pages.length > 0 && (
          <Spotlight.ActionsGroup label="Pages">
            {pages.map((page) => (
              <Spotlight.Action
                key={page.to}
                label={page.label}
                leftSection={<Icon name={page.icon} />}
                onClick={() => navigate({ to: page.to, search: carried as never })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {found.length > 0 && (
          <Spotlight.ActionsGroup label="Filter by">
            {found.map(({ dimension, value }) => (
              <Spotlight.Action
                key={`${dimension}=${value}`}
                label={labelOfValue(value, dimension)}
                description={labelOf(dimension)}
                leftSection={<Icon name="filter" />}
                onClick={() => openValue({ dimension, value })}
              />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {commands.map((group) => (
          <Spotlight.ActionsGroup key={group.label} label={group.label}>
            {group.commands.map((command) => (
              <Spotlight.Action
                key={command.label}
                label={command.label}
                leftSection={<Icon name={command.icon} />}
                onClick={command.run}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {looksLikeId && (
          <Spotlight.ActionsGroup label="Trace an amount">
            <Spotlight.Action
              label={`Explain ${typed}`}
              description="The charges, rules and prices behind a ledger row or charge"
              leftSection={<Icon name="explain" />}
              onClick={() => setSearch({ explain: typed })}
            />
          </Spotlight.ActionsGroup>
        )}
        {nothing && <Spotlight.Empty>Nothing in this period has that name.</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
