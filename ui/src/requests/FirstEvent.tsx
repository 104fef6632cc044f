import { useQuery } from "@tanstack/react-query";
import { statusQuery } from "../api/queries";
import { CodeBlock } from "../states/CodeBlock";
import stateClasses from "../states/states.module.css";

function stepsOf(origin: string) {
  const now = new Date().toISOString().slice(0, 19);
  return [
    {
      title: "With OpenTelemetry, without touching your code",
      text: "Any GenAI instrumentation will do. Set these where your service starts.",
      code: `export OTEL_EXPORTER_OTLP_ENDPOINT=${origin}
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_SERVICE_NAME=my-service`,
    },
    {
      title: "One event by hand",
      text: "It appears here within seconds.",
      code: `curl ${origin}/v1/events \\
  -H 'content-type: application/json' -d '[{
  "id": "first-1", "ts": "${now}Z",
  "provider": "openai", "model": "gpt-4o",
  "input_tokens": 1200, "output_tokens": 300,
  "endpoint": "/v1/search", "customer": "acme"}]'`,
    },
    {
      title: "With the SDK for Python",
      text: "It names endpoint, feature and customer for every call inside.",
      code: `pip install dist/outlay_sdk-*.whl  # made by: make sdk
export OUTLAY_URL=${origin}

import openai, outlay_sdk as outlay
client = outlay.wrap(openai.OpenAI())
with outlay.attribute(endpoint="/v1/search", customer="acme"):
    client.chat.completions.create(model="gpt-4o", messages=messages)`,
    },
  ];
}

const LOOK_MS = 3000;

/** How the first request gets here; the page turns by itself when it has come. */
export function FirstEvent() {
  useQuery({ ...statusQuery, refetchInterval: LOOK_MS });
  return (
    <div className={stateClasses.empty} data-testid="first-event">
      <h1>No requests yet</h1>
      <p>
        Outlay counts tokens and cost of model calls, and never stores prompts or answers. Beyond
        localhost, senders also show the ingest token that <code>outlay serve</code> printed on its
        first start.
      </p>
      <ol className={`${stateClasses.steps} card`}>
        {stepsOf(window.location.origin).map(({ title, text, code }) => (
          <li key={title}>
            <h2>{title}</h2>
            <p>{text}</p>
            <CodeBlock code={code} label={title} />
          </li>
        ))}
      </ol>
    </div>
  );
}
