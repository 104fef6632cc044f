import type { RequestAnswer } from "../api/types";
import { useLabelOf } from "../shell/useScope";
import classes from "./drawer.module.css";

const NAMED = {
  customer: "Customer",
  user: "User",
  session: "Session",
  response_id: "Response id",
} as const;
const KINDS: Record<string, string> = {
  client: "the calling program",
  gateway: "a gateway",
  provider: "the provider",
};

/** "payer_kind" as "Payer kind"; not every dimension has a label. */
function titled(label: string): string {
  const text = label.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function Contributors({ request }: { request: RequestAnswer }) {
  const own = {
    source: request.source,
    source_kind: request.source_kind,
    source_id: request.source_id,
  };
  const told: Record<string, string | null>[] =
    request.contributors.length > 0 ? request.contributors : [own];
  return (
    <section>
      <h3>Who told of it</h3>
      <ul className={classes.flags} data-testid="contributors">
        {told.map((one) => (
          <li key={`${one.source} ${one.source_id} ${one.version ?? ""}`}>
            {KINDS[one.source_kind ?? ""] ?? "a source"}: {one.source} <code>{one.source_id}</code>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Whose request it is, and the records that it was made of. Prompts and answers are never stored. */
export function RequestFacts({ request }: { request: RequestAnswer }) {
  const labelOf = useLabelOf();
  return (
    <>
      <section>
        <h3>Whose it is</h3>
        <dl className={classes.facts}>
          {Object.entries(request.dimensions).flatMap(([name, value]) => [
            <dt key={`${name} label`}>{titled(labelOf(name))}</dt>,
            <dd key={name}>{value}</dd>,
          ])}
          {Object.entries(NAMED).flatMap(([name, label]) => {
            const value = request[name as keyof typeof NAMED];
            return value
              ? [<dt key={`${name} label`}>{label}</dt>, <dd key={name}>{value}</dd>]
              : [];
          })}
        </dl>
      </section>
      <Contributors request={request} />
      <p className={classes.note}>
        Request <code>{request.id}</code>. Prompts and answers are never stored.
      </p>
    </>
  );
}
