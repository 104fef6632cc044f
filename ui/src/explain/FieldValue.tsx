import { UnstyledButton } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import classes from "./explain.module.css";
import { readField } from "./field";

const LONG = 90;

/** Opens another row or charge in the same drawer. */
export function IdLink({ id }: { id: string }) {
  return (
    <Link
      to="."
      search={(old: object) => ({ ...old, explain: id }) as never}
      className={classes.id}
      title={`Explain ${id}`}
    >
      {id}
    </Link>
  );
}

function MoreButton({ isOpen, onToggle }: { isOpen: boolean; onToggle: () => void }) {
  return (
    <UnstyledButton className={classes.more} aria-expanded={isOpen} onClick={onToggle}>
      {isOpen ? "less" : "more"}
    </UnstyledButton>
  );
}

function LongText({ text }: { text: string }) {
  const [isOpen, setOpen] = useState(false);
  if (text.length <= LONG) return <>{text}</>;
  return (
    <>
      {isOpen ? text : `${text.slice(0, LONG - 10)}…`}{" "}
      <MoreButton isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
    </>
  );
}

function LongList({ items }: { items: string[] }) {
  const [isOpen, setOpen] = useState(false);
  if (items.length < 2) return <>{items[0] ?? "–"}</>;
  return (
    <>
      {isOpen ? items.join(", ") : `${items[0]} and ${items.length - 1} others`}{" "}
      <MoreButton isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
    </>
  );
}

interface FieldValueProps {
  name: string;
  row: Record<string, unknown>;
  currency: string;
}

/** One field of an explanation. */
export function FieldValue({ name, row, currency }: FieldValueProps) {
  const field = readField(name, row, currency);
  if (field.kind === "id") return <IdLink id={field.id} />;
  if (field.kind === "list") return <LongList items={field.items} />;
  return (
    <span title={field.exact}>
      <LongText text={field.text} />
    </span>
  );
}
