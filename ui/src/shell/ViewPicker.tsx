import { Menu, Text, UnstyledButton } from "@mantine/core";
import { DEFAULT_VIEW } from "../scope/search";
import { Icon } from "./Icon";
import classes from "./ScopeBar.module.css";
import { useCatalog, useScope, useSetSearch } from "./useScope";

/** Which cost is meant. The definitions are the catalog's own words. */
export function ViewPicker() {
  const { views } = useCatalog();
  const { view } = useScope();
  const setSearch = useSetSearch();
  const label = views.find(({ name }) => name === view)?.label ?? view;
  return (
    <Menu position="bottom-start" shadow="md" width={320}>
      <Menu.Target>
        <UnstyledButton className={classes.control} data-testid="cost-view">
          <span className={classes.muted}>Cost view</span>
          {label}
          <Icon name="chevron" size={12} />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        {views.map((item) => (
          <Menu.Item
            key={item.name}
            rightSection={item.name === view ? <Icon name="check" size={14} /> : null}
            onClick={() => setSearch({ view: item.name === DEFAULT_VIEW ? undefined : item.name })}
          >
            {item.label}
            <Text size="xs" c="dimmed">
              {item.definition}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
