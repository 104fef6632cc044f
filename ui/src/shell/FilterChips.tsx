import { UnstyledButton } from "@mantine/core";
import { describeTerm, parseWhere, printWhere } from "../scope/filter";
import { AddFilter } from "./AddFilter";
import { Icon } from "./Icon";
import classes from "./ScopeBar.module.css";
import { useLabelOf, useScope, useSetSearch } from "./useScope";

export function FilterChips() {
  const { where } = useScope();
  const setSearch = useSetSearch();
  const labelOf = useLabelOf();
  const terms = parseWhere(where);
  return (
    <>
      {terms.map((term, index) => {
        const { subject, relation, value } = describeTerm(term, labelOf);
        const full = [subject, relation, value].filter(Boolean).join(" ");
        return (
          <span className={classes.chip} key={full} data-testid="filter-chip">
            <span className={classes.chipText} title={full}>
              {subject} <span className={classes.muted}>{relation}</span> <b>{value}</b>
            </span>
            <UnstyledButton
              className={classes.chipClose}
              aria-label={`Remove filter ${full}`}
              onClick={() =>
                setSearch({ where: printWhere(terms.filter((_, at) => at !== index)) })
              }
            >
              <Icon name="close" size={12} />
            </UnstyledButton>
          </span>
        );
      })}
      <AddFilter />
    </>
  );
}
