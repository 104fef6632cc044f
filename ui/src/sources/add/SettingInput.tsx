import { NativeSelect, Switch, Textarea, TextInput } from "@mantine/core";
import type { SourceField } from "../../api/types";
import { Prose } from "../../states/Prose";
import classes from "./add.module.css";
import { isSwitch, isTable, labelOf } from "./draft";

interface SettingInputProps {
  field: SourceField;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

/** What is typed where there is no default to show. */
const EXAMPLES: Record<string, string> = {
  list: "one, another",
  table: '{"name": "value"}',
  day: "2026-11-01",
};

/** One setting, asked for as its type wants. */
export function SettingInput({ field, value, error, onChange }: SettingInputProps) {
  const { name, description, is_required, default: fallback, type, choices } = field;
  const shared = {
    label: labelOf(name),
    description: <Prose text={description} />,
    error,
    required: is_required,
    "data-field": name,
  };
  if (isSwitch(field)) {
    const isOn = (value || fallback) === "true";
    return (
      <Switch
        label={labelOf(name)}
        description={shared.description}
        error={error}
        data-field={name}
        checked={isOn}
        onChange={(event) => onChange(String(event.currentTarget.checked))}
      />
    );
  }
  if (choices.length > 0) {
    const unset = fallback ? [] : [{ value: "", label: "–" }];
    return (
      <NativeSelect
        {...shared}
        data={[...unset, ...choices]}
        value={value || fallback || ""}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  const typed = {
    ...shared,
    value,
    placeholder: fallback && fallback !== "{}" ? fallback : EXAMPLES[type],
    spellCheck: false,
  };
  if (isTable(field)) {
    return (
      <Textarea
        {...typed}
        autosize
        minRows={3}
        maxRows={16}
        classNames={{ input: classes.code }}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      {...typed}
      type={type === "day" ? "date" : "text"}
      inputMode={type === "number" ? "decimal" : undefined}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
