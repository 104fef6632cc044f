import { Code, Drawer, Skeleton, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { explainQuery } from "../api/queries";
import type { Explanation } from "../api/types";
import type { ScopeSearch } from "../scope/search";
import { useSetSearch } from "../shell/useScope";
import { ProblemPanel } from "../states/ProblemPanel";
import classes from "./explain.module.css";
import { StepRows } from "./StepRows";

function Steps({ explanation }: { explanation: Explanation }) {
  return (
    <Stack gap="lg">
      <Text>{explanation.summary}</Text>
      {explanation.steps.map((step, index) => (
        <section key={step.title}>
          <Title order={3} size="h5" mb={4}>
            {index + 1}. {step.title}
          </Title>
          <Text size="sm" c="dimmed" mb="xs">
            {step.text}
          </Text>
          {step.rows && step.rows.length > 0 && <StepRows rows={step.rows} title={step.title} />}
        </section>
      ))}
    </Stack>
  );
}

/** An amount traced back to its charges, rules and prices. The id is in the URL. */
export default function ExplainDrawer() {
  const { explain = "" } = useSearch({ strict: false }) as ScopeSearch;
  const setSearch = useSetSearch();
  const { data, error, refetch } = useQuery(explainQuery(explain));
  return (
    <Drawer
      opened={explain !== ""}
      onClose={() => setSearch({ explain: undefined })}
      position="right"
      size="lg"
      title={
        <span className={classes.title}>
          Where it comes from <Code>{explain}</Code>
        </span>
      }
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {error && !data && <ProblemPanel error={error} onRetry={refetch} />}
      {!error && !data && <Skeleton height={160} />}
      {data && <Steps explanation={data} />}
    </Drawer>
  );
}
