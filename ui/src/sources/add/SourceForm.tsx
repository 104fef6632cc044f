import { Button, Collapse, TextInput, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useEffect, useMemo, useRef } from "react";
import type { SourceField, SourceKind } from "../../api/types";
import { SignIn } from "../../session/SignIn";
import { isSignedOut, useSession } from "../../session/useSession";
import { Icon } from "../../shell/Icon";
import { ProblemPanel } from "../../states/ProblemPanel";
import { Prose } from "../../states/Prose";
import { Checks } from "../Checks";
import classes from "./add.module.css";
import { bringsOf, type Draft, draftOf, NAME, orderOf } from "./draft";
import { SecretInput } from "./SecretInput";
import { SettingInput } from "./SettingInput";
import { useAdding } from "./useAdding";

type Adding = ReturnType<typeof useAdding>;

function Field({ field, adding }: { field: SourceField; adding: Adding }) {
  const { draft, errors, change } = adding;
  const { name } = field;
  const secret = draft.secrets[name];
  if (secret) {
    return (
      <SecretInput
        field={field}
        secret={secret}
        error={errors[name]}
        onChange={(changed) => change({ ...draft, secrets: { ...draft.secrets, [name]: changed } })}
      />
    );
  }
  return (
    <SettingInput
      field={field}
      value={draft.values[name] ?? ""}
      error={errors[name]}
      onChange={(value) => change({ ...draft, values: { ...draft.values, [name]: value } })}
    />
  );
}

function Fields({ fields, adding }: { fields: SourceField[]; adding: Adding }) {
  return fields.map((field) => <Field key={field.name} field={field} adding={adding} />);
}

/** Settings that most never need, closed unless one of them is wrong. */
function MoreFields({ fields, adding }: { fields: SourceField[]; adding: Adding }) {
  const [isOpen, { toggle }] = useDisclosure(false);
  if (fields.length === 0) return null;
  const isShown = isOpen || fields.some(({ name }) => adding.errors[name]);
  return (
    <>
      <UnstyledButton className={classes.more} aria-expanded={isShown} onClick={toggle}>
        <Icon name="chevron" size={12} /> {isShown ? "Fewer" : "More"} settings ({fields.length},
        optional)
      </UnstyledButton>
      <Collapse expanded={isShown}>
        <div className={classes.fields}>
          <Fields fields={fields} adding={adding} />
        </div>
      </Collapse>
    </>
  );
}

function Outcome({ adding }: { adding: Adding }) {
  const { test, failure, isBusy, addUntested, tryAndAdd } = adding;
  if (failure && isSignedOut(failure)) return <SignIn what="to add a source" onDone={tryAndAdd} />;
  return (
    <div aria-live="polite" className={classes.outcome}>
      {failure && <ProblemPanel error={failure} stillRight="Nothing was added." />}
      {test.data && <Checks checks={test.data.checks} />}
      {test.data && !test.data.is_ok && !isBusy && (
        <p className={classes.note}>
          Nothing was added. Mend what failed, or{" "}
          <UnstyledButton className={classes.anyway} onClick={addUntested}>
            add it anyway
          </UnstyledButton>
          : it is tried again with each sync.
        </p>
      )}
    </div>
  );
}

function Buttons({ adding }: { adding: Adding }) {
  return (
    <div className={classes.buttons}>
      <Button type="submit" loading={adding.isBusy}>
        Add
      </Button>
      <Button variant="default" disabled={adding.isBusy} onClick={adding.tryIt}>
        Test only
      </Button>
      <p className={classes.note}>It is tried first, and added if the vendor answers.</p>
    </div>
  );
}

interface SourceFormProps {
  kind: SourceKind;
  taken: string[];
  onBack: () => void;
  onAdded: (name: string) => void;
}

/** What one kind needs to know, with what is needed first. */
export function SourceForm({ kind, taken, onBack, onAdded }: SourceFormProps) {
  const start: Draft = useMemo(() => draftOf(kind, taken), [kind, taken]);
  const adding = useAdding(kind, start, onAdded);
  const { data: session } = useSession();
  const { needed, more } = useMemo(() => orderOf(kind.fields), [kind]);
  const { draft, errors, change } = adding;
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => name.current?.focus(), []);
  return (
    <>
      <p className={classes.summary}>
        <Prose text={kind.summary} /> {bringsOf(kind)}.{" "}
        <UnstyledButton className={classes.anyway} onClick={onBack}>
          Choose another kind
        </UnstyledButton>
      </p>
      {session && !session.is_signed_in && <SignIn what="to add a source" />}
      <form
        noValidate
        aria-label={`Add ${kind.title}`}
        data-testid="source-form"
        onSubmit={(event) => {
          event.preventDefault();
          adding.tryAndAdd();
        }}
      >
        <div className={classes.fields}>
          <TextInput
            label="Name"
            description="What it is called here: on this page, in commands and in its files."
            required
            ref={name}
            data-field={NAME}
            error={errors[NAME]}
            value={draft.name}
            spellCheck={false}
            onChange={(event) => change({ ...draft, name: event.currentTarget.value })}
          />
          <Fields fields={needed} adding={adding} />
        </div>
        <MoreFields fields={more} adding={adding} />
        <Outcome adding={adding} />
        <Buttons adding={adding} />
      </form>
    </>
  );
}
