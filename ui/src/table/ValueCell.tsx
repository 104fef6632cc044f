import { UnstyledButton } from "@mantine/core";
import { labelOfValue } from "../format/value";
import { Icon } from "../shell/Icon";
import classes from "./DataTable.module.css";

interface ValueCellProps {
  value: string | null;
  dimension: string;
  swatch?: string;
  onFilter: (isExcluded: boolean) => void;
  /** Opens what the amount is made of. */
  onExplain?: () => void;
}

/** A dimension's value: a click keeps only it, the small button leaves it out. */
export function ValueCell({ value, dimension, swatch, onFilter, onExplain }: ValueCellProps) {
  const label = labelOfValue(value, dimension);
  return (
    <span className={classes.value}>
      {swatch && (
        <span
          aria-hidden="true"
          style={{ flex: "none", width: 10, height: 10, borderRadius: 3, background: swatch }}
        />
      )}
      <UnstyledButton
        className={`${classes.valueText} ${value === null ? classes.missing : ""}`}
        fz="inherit"
        title={`Only ${label}`}
        onClick={() => onFilter(false)}
      >
        {label}
      </UnstyledButton>
      <UnstyledButton
        className={`${classes.exclude} no-print`}
        aria-label={`Leave out ${label}`}
        title={`Leave out ${label}`}
        onClick={() => onFilter(true)}
      >
        <Icon name="exclude" size={13} />
      </UnstyledButton>
      {onExplain && (
        <UnstyledButton
          className={`${classes.exclude} no-print`}
          aria-label={`Explain ${label}`}
          title={`Explain ${label}`}
          onClick={onExplain}
        >
          <Icon name="explain" size={13} />
        </UnstyledButton>
      )}
    </span>
  );
}

/** The id of a single ledger row or charge: a click traces it to its origin. */
export function TracedCell({ id, onExplain }: { id: string; onExplain: () => void }) {
  return (
    <UnstyledButton
      className={`${classes.valueText} ${classes.traced}`}
      fz="inherit"
      title={`Explain ${id}`}
      onClick={onExplain}
    >
      {id}
    </UnstyledButton>
  );
}
