import { Code, Drawer, Skeleton, Stack, Table, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { explainQuery } from "../api/queries";
import type { ExplainStep, Explanation } from "../api/types";
import type { ScopeSearch } from "../scope/search";
import { useSetSearch } from "../shell/useScope";
import { ProblemPanel } from "../states/ProblemPanel";

function show(value: unknown): string {
  if (value === null || value === undefined) return "–";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

function StepRows({ rows }: { rows: NonNullable<ExplainStep["rows"]> }) {
  const names = Object.keys(rows[0] ?? {});
  if (names.length === 0) return null;
  return (
    <Table.ScrollContainer minWidth={0}>
      <Table fz="xs" withTableBorder withColumnBorders>
        <Table.Thead>
          <Table.Tr>
            {names.map((name) => (
              <Table.Th key={name}>{name.replaceAll("_", " ")}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={JSON.stringify(row)}>
              {names.map((name) => (
                <Table.Td key={name} className="num">
                  {show(row[name])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

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
          {step.rows && step.rows.length > 0 && <StepRows rows={step.rows} />}
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
        <>
          Where it comes from <Code>{explain}</Code>
        </>
      }
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {error && <ProblemPanel error={error} onRetry={refetch} />}
      {!error && !data && <Skeleton height={160} />}
      {data && <Steps explanation={data} />}
    </Drawer>
  );
}
