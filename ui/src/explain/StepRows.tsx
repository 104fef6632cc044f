import type { ExplainStep } from "../api/types";
import { useCatalog, useLabelOf } from "../shell/useScope";
import classes from "./explain.module.css";
import { FieldValue } from "./FieldValue";
import { isEmpty, labelOfField, readField } from "./field";

type Rows = ExplainStep["rows"];

/** So many rows are read one by one; more are compared in a table. */
const LISTED = 2;

function namesOf(rows: Rows): string[] {
  const names = new Set(rows.flatMap((row) => Object.keys(row)));
  return [...names].filter((name) => rows.some((row) => !isEmpty(row[name])));
}

function FieldList({ row }: { row: Rows[number] }) {
  const { currency } = useCatalog();
  const labelOf = useLabelOf();
  return (
    <dl className={classes.fields}>
      {namesOf([row]).flatMap((name) => [
        <dt key={`${name} label`}>{labelOfField(name, labelOf)}</dt>,
        <dd key={name}>
          <FieldValue name={name} row={row} currency={currency} />
        </dd>,
      ])}
    </dl>
  );
}

function isNumber(name: string, rows: Rows, currency: string): true | undefined {
  const isExact = rows.some((row) => {
    const field = isEmpty(row[name]) ? null : readField(name, row, currency);
    return field?.kind === "text" && field.exact !== undefined;
  });
  return isExact || undefined;
}

function FieldTable({ rows, title }: { rows: Rows; title: string }) {
  const { currency } = useCatalog();
  const labelOf = useLabelOf();
  const columns = namesOf(rows).map((name) => ({ name, number: isNumber(name, rows, currency) }));
  return (
    <section
      className={classes.scroller}
      aria-label={title}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard.
      tabIndex={0}
    >
      <table className={classes.table}>
        <thead>
          <tr>
            {columns.map(({ name, number }) => (
              <th scope="col" key={name} data-number={number}>
                {labelOfField(name, labelOf)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={JSON.stringify(row)}>
              {columns.map(({ name, number }) => (
                <td key={name} data-number={number}>
                  {isEmpty(row[name]) ? (
                    "–"
                  ) : (
                    <FieldValue name={name} row={row} currency={currency} />
                  )}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** The rows of a step: few as lists of their fields, many as a table that scrolls. */
export function StepRows({ rows, title }: { rows: Rows; title: string }) {
  if (rows.length > LISTED) return <FieldTable rows={rows} title={title} />;
  return (
    <>
      {rows.map((row) => (
        <FieldList key={JSON.stringify(row)} row={row} />
      ))}
    </>
  );
}
