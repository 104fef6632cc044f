import { TextInput, UnstyledButton } from "@mantine/core";
import { useEffect, useMemo, useRef, useState } from "react";
import type { SourceKind } from "../../api/types";
import { Icon } from "../../shell/Icon";
import { Prose } from "../../states/Prose";
import classes from "./add.module.css";
import { bringsOf, searchKinds } from "./draft";

const FORMS = [
  { form: "api", label: "From a vendor's API" },
  { form: "files", label: "From files in a folder or bucket" },
];

function Kind({ kind, onChoose }: { kind: SourceKind; onChoose: (kind: string) => void }) {
  return (
    <li>
      <UnstyledButton
        className={classes.kind}
        data-testid="kind"
        data-kind={kind.kind}
        onClick={() => onChoose(kind.kind)}
      >
        <span className={classes.kindTitle}>{kind.title}</span>
        <span className={classes.kindNote}>
          <Prose text={kind.summary} />
        </span>
        <span className={classes.brings}>{bringsOf(kind)}</span>
      </UnstyledButton>
    </li>
  );
}

interface KindListProps {
  kinds: SourceKind[];
  onChoose: (kind: string) => void;
}

/** The kinds of sources, to be searched by vendor or by what they bring. */
export function KindList({ kinds, onChoose }: KindListProps) {
  const [search, setSearch] = useState("");
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => input.current?.focus(), []);
  const found = useMemo(() => searchKinds(kinds, search), [kinds, search]);
  return (
    <>
      <TextInput
        label="Vendor or kind"
        placeholder="OpenAI, GitHub Copilot, files in a bucket …"
        type="search"
        ref={input}
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        leftSection={<Icon name="search" size={14} />}
        onKeyDown={(event) => {
          const [only] = found;
          if (event.key === "Enter" && only && found.length === 1) onChoose(only.kind);
        }}
      />
      <p className={classes.note} role="status">
        {found.length === 0
          ? `No kind is called “${search}”. A vendor without its own comes by generic-http, generic-csv or files.`
          : `${found.length} kind${found.length === 1 ? "" : "s"}`}
      </p>
      {FORMS.map(({ form, label }) => {
        const members = found.filter((kind) => kind.form === form);
        if (members.length === 0) return null;
        return (
          <section key={form} aria-label={label}>
            <h3 className={classes.group}>{label}</h3>
            <ul className={classes.kinds}>
              {members.map((kind) => (
                <Kind key={kind.kind} kind={kind} onChoose={onChoose} />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}
