import type { EndpointsAnswer } from "../api/types";
import { Defined } from "../format/Defined";
import classes from "./requests.module.css";
import { formatMoment } from "./unitCost";

/** What "a month at today's traffic" means, with the hours that it is of. */
export function TrafficNote({ answer }: { answer: EndpointsAnswer }) {
  if (!answer.traffic) return null;
  const since = formatMoment(answer.traffic.since).slice(0, -3);
  const until = formatMoment(answer.traffic.until).slice(0, -3);
  const definition =
    `The unit cost times the requests of 24 complete hours (${since} to ${until} UTC) times 30. ` +
    "The newest hour is left out, for it may still go on: what was first seen in it has no month yet.";
  return (
    <span className={classes.note} data-testid="traffic">
      <Defined definition={definition}>≈ a month at today's traffic</Defined>: requests of the 24 h
      to {until} UTC × 30
    </span>
  );
}
