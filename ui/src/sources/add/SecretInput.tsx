import { PasswordInput, SegmentedControl, TextInput } from "@mantine/core";
import type { SourceField } from "../../api/types";
import { Prose } from "../../states/Prose";
import classes from "./add.module.css";
import { labelOf, type SecretDraft } from "./draft";

interface SecretInputProps {
  field: SourceField;
  secret: SecretDraft;
  error: string | undefined;
  onChange: (secret: SecretDraft) => void;
}

const FROM = [
  { value: "entered", label: "Enter it here" },
  { value: "environment", label: "From a variable" },
];

/** A secret: entered here and stored encrypted, or the name of a variable that holds it. */
export function SecretInput({ field, secret, error, onChange }: SecretInputProps) {
  const { name, is_required, description } = field;
  const shared = { error, required: is_required, "data-field": name };
  return (
    <div className={classes.secret}>
      {secret.from === "entered" ? (
        <PasswordInput
          {...shared}
          label={labelOf(name)}
          description={
            <>
              <Prose text={description} /> Stored encrypted, and never shown again.
            </>
          }
          aria-invalid={error !== undefined}
          autoComplete="new-password"
          value={secret.entered}
          onChange={(event) => onChange({ ...secret, entered: event.currentTarget.value })}
          visibilityToggleButtonProps={{ "aria-label": `Show ${labelOf(name)}` }}
        />
      ) : (
        <TextInput
          {...shared}
          label={`${labelOf(name)}: variable`}
          description={
            <>
              <Prose text={description} /> The name of a variable of the environment in which Outlay
              runs; only its name is stored.
            </>
          }
          spellCheck={false}
          value={secret.variable}
          onChange={(event) => onChange({ ...secret, variable: event.currentTarget.value })}
        />
      )}
      <SegmentedControl
        size="xs"
        aria-label={`Where ${labelOf(name)} comes from`}
        data={FROM}
        value={secret.from}
        onChange={(from) => onChange({ ...secret, from: from as SecretDraft["from"] })}
      />
    </div>
  );
}
