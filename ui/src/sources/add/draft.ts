import type { NewSource, Problem, SourceField, SourceKind } from "../../api/types";

export interface SecretDraft {
  from: "entered" | "environment";
  entered: string;
  variable: string;
}

/** What stands in the form; the id of a field is its name, that of the name itself is `NAME`. */
export interface Draft {
  name: string;
  values: Record<string, string>;
  secrets: Record<string, SecretDraft>;
}

export type FieldErrors = Record<string, string>;

/** The field of the name, which no setting can be called. */
export const NAME = "@name";
const NAMED = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const NUMBER = /^[+-]?\d+(\.\d+)?$/;

/** The variable of the environment that holds a secret: openai, admin_key → OPENAI_ADMIN_KEY. */
export function variableOf(kind: string, field: string): string {
  return `${kind}_${field}`.toUpperCase().replace(/[^A-Z0-9]+/g, "_");
}

/** The name of a kind, with a number where it is taken. */
function freeName(kind: string, taken: string[]): string {
  if (!taken.includes(kind)) return kind;
  let number = 2;
  while (taken.includes(`${kind}-${number}`)) number += 1;
  return `${kind}-${number}`;
}

/** The empty form of a kind. */
export function draftOf({ kind, fields }: SourceKind, taken: string[]): Draft {
  const secrets = fields.filter(({ is_secret }) => is_secret);
  return {
    name: freeName(kind, taken),
    values: {},
    secrets: Object.fromEntries(
      secrets.map(({ name }) => [
        name,
        { from: "entered", entered: "", variable: variableOf(kind, name) } satisfies SecretDraft,
      ]),
    ),
  };
}

export const isSwitch = ({ type }: SourceField): boolean => type === "true | false";
/** A table, which is written as JSON; some may also be called by the name of one that is shipped. */
export const isTable = ({ type }: SourceField): boolean => /\btable\b/.test(type);

/** JSON, or a name: which names there are only the server knows. */
function isTableText(text: string): boolean {
  if (/^[a-z][\w-]*$/.test(text)) return true;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null;
  } catch {
    return false;
  }
}

function valueError(field: SourceField, value: string): string | undefined {
  if (value === "") return field.is_required ? "It is needed." : undefined;
  if (field.type === "number" && !NUMBER.test(value)) return "It is a number, such as 30.";
  if (isTable(field) && !isTableText(value)) return 'It is written as JSON: {"name": "value"}.';
  return undefined;
}

function secretError(
  field: SourceField,
  { from, entered, variable }: SecretDraft,
): string | undefined {
  if (from === "environment") {
    if (VARIABLE.test(variable.trim())) return undefined;
    return "It is the name of a variable: letters, digits and _.";
  }
  return entered === "" && field.is_required ? "It is needed." : undefined;
}

/** What is wrong before anything is sent, by field. */
export function errorsOf({ fields }: SourceKind, draft: Draft): FieldErrors {
  const errors: FieldErrors = {};
  if (!NAMED.test(draft.name)) {
    errors[NAME] = "Lower-case letters, digits, - and _, such as openai-main.";
  }
  for (const field of fields) {
    const secret = draft.secrets[field.name];
    const error = secret
      ? secretError(field, secret)
      : valueError(field, (draft.values[field.name] ?? "").trim());
    if (error) errors[field.name] = error;
  }
  return errors;
}

/** What is sent: only what was filled in, so that defaults stay the program's. */
export function bodyOf({ kind, fields }: SourceKind, draft: Draft): NewSource {
  const settings: Record<string, string> = {};
  const secrets: Record<string, string> = {};
  for (const { name } of fields) {
    const secret = draft.secrets[name];
    const value = (draft.values[name] ?? "").trim();
    if (secret?.from === "environment") secrets[name] = `env:${secret.variable.trim()}`;
    else if (secret?.entered) secrets[name] = secret.entered;
    else if (value !== "") settings[name] = value;
  }
  return { name: draft.name, kind, settings, secrets, test: false };
}

/** The field that the server's refusal is about, if it is about one. */
export function fieldOf({ fields }: SourceKind, { field, code }: Problem): string | undefined {
  const known = fields.map(({ name }) => name);
  if (field === "name" || code === "conflict") return NAME;
  return known.find((name) => name === field?.split(".")[0]);
}

/** The fields in the order in which they are asked for: first what is needed, secrets last among it. */
export function orderOf(fields: SourceField[]): { needed: SourceField[]; more: SourceField[] } {
  const needed = fields.filter(({ is_required }) => is_required);
  return {
    needed: [...needed.filter((one) => !one.is_secret), ...needed.filter((one) => one.is_secret)],
    more: fields.filter(({ is_required }) => !is_required),
  };
}

const AMOUNTS: Record<string, string> = {
  cost_api: "costs as the vendor reports them",
  estimate: "costs calculated from prices",
  contract: "costs as agreed in a contract",
  focus: "the bill",
};

type Brought = Pick<SourceKind, "amount" | "history_days" | "form">;

/** What a kind brings, in a few words. */
export function bringsOf({ amount, history_days, form }: Brought): string {
  if (form === "files") return "Brings what its files say";
  const what = amount === null ? "usage or people, no money" : (AMOUNTS[amount] ?? amount);
  return `Brings ${what}${history_days ? `, ${history_days} days back` : ""}`;
}

function wordsOf({ kind, title, summary }: SourceKind): string {
  return `${kind} ${title} ${summary}`.toLowerCase();
}

/** The kinds that every word of a search occurs in. */
export function searchKinds(kinds: SourceKind[], search: string): SourceKind[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return kinds.filter((kind) => words.every((word) => wordsOf(kind).includes(word)));
}

const LETTERS = new Set(["api", "csv", "fx", "id", "sku", "url"]);

/** A setting's name as words: base_url → Base URL. */
export function labelOf(name: string): string {
  const words = name.split("_").map((word) => (LETTERS.has(word) ? word.toUpperCase() : word));
  const text = words.join(" ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
