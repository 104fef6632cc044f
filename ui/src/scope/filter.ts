import { labelOfValue } from "../format/value";

/** Filters as the API writes them: terms joined by `&&`, each shown as one chip. */

export interface SimpleTerm {
  kind: "simple";
  dimension: string;
  negated: boolean;
  values: string[];
}

export interface RawTerm {
  kind: "raw";
  text: string;
}

export type Term = SimpleTerm | RawTerm;

const NAME = "[A-Za-z_][\\w.:-]*";
const EQUALS = new RegExp(`^(${NAME})\\s*(==|=|!=)\\s*("(?:[^"\\\\]|\\\\.)*"|'[^']*')$`);
const LISTED = new RegExp(`^(!\\s*\\(\\s*)?(${NAME})\\s+in\\s+(\\[.*\\])\\s*\\)?$`);
const ABSENT = new RegExp(`^(!?)\\s*has\\(\\s*(${NAME})\\s*\\)$`);

/** Split at a top-level operator, minding quotes and brackets. */
function splitTop(text: string, operator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let quote = "";
  let start = 0;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? "";
    if (quote) {
      if (char === "\\") i += 1;
      else if (char === quote) quote = "";
    } else if (char === '"' || char === "'") quote = char;
    else if ("([".includes(char)) depth += 1;
    else if (")]".includes(char)) depth -= 1;
    else if (depth === 0 && text.startsWith(operator, i)) {
      parts.push(text.slice(start, i).trim());
      start = i + operator.length;
      i = start - 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts.filter(Boolean);
}

/** As the server reads quotes: a backslash keeps the next character. */
function unquote(text: string): string {
  return text.slice(1, -1).replace(/\\(.)/g, "$1");
}

function parseTerm(text: string): Term {
  const equals = EQUALS.exec(text);
  if (equals) {
    const [, dimension = "", operator, value = '""'] = equals;
    return { kind: "simple", dimension, negated: operator === "!=", values: [unquote(value)] };
  }
  const listed = LISTED.exec(text);
  if (listed) {
    try {
      const values = JSON.parse(listed[3] ?? "[]") as string[];
      return { kind: "simple", dimension: listed[2] ?? "", negated: Boolean(listed[1]), values };
    } catch {
      return { kind: "raw", text };
    }
  }
  return { kind: "raw", text };
}

export function parseWhere(where: string | undefined): Term[] {
  if (!where?.trim()) return [];
  if (splitTop(where, "||").length > 1) return [{ kind: "raw", text: where.trim() }];
  return splitTop(where, "&&").map(parseTerm);
}

function printTerm(term: Term): string {
  if (term.kind === "raw")
    return splitTop(term.text, "||").length > 1 ? `(${term.text})` : term.text;
  const { dimension, negated, values } = term;
  if (values.length === 1) {
    return `${dimension} ${negated ? "!=" : "=="} ${JSON.stringify(values[0])}`;
  }
  const listed = `${dimension} in [${values.map((value) => JSON.stringify(value)).join(",")}]`;
  return negated ? `!(${listed})` : listed;
}

export function printWhere(terms: Term[]): string | undefined {
  if (terms.length === 1 && terms[0]?.kind === "raw") return terms[0].text;
  return terms.map(printTerm).join(" && ") || undefined;
}

/** The term for one value of a dimension; a missing value compares as the empty string. */
export function termFor(dimension: string, value: string | null, negated = false): Term {
  return { kind: "simple", dimension, negated, values: [value ?? ""] };
}

/** Add a term: an equal term on the same dimension is replaced, others stand beside it. */
export function addTerm(where: string | undefined, term: Term): string | undefined {
  const kept = parseWhere(where).filter((old) => {
    if (old.kind === "raw" || term.kind === "raw") return printTerm(old) !== printTerm(term);
    return old.dimension !== term.dimension || old.negated !== term.negated || term.negated;
  });
  const same = (old: Term) => printTerm(old) === printTerm(term);
  return printWhere(kept.some(same) ? kept : [...kept, term]);
}

/** What a chip says: the dimension, the relation in words, and the value. */
export function describeTerm(
  term: Term,
  labelOf: (dimension: string) => string,
): { subject: string; relation: string; value: string } {
  if (term.kind === "simple") {
    const relation = term.negated ? "is not" : "is";
    return {
      subject: labelOf(term.dimension),
      relation,
      value: term.values.map((one) => labelOfValue(one, term.dimension)).join(" or "),
    };
  }
  const absent = ABSENT.exec(term.text);
  if (absent) {
    const relation = absent[1] ? "is missing" : "is present";
    return { subject: labelOf(absent[2] ?? ""), relation, value: "" };
  }
  return { subject: "", relation: "", value: term.text };
}
