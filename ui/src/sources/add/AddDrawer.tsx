import { Drawer, Skeleton } from "@mantine/core";
import type { Source, SourceKind } from "../../api/types";
import { useSetSearch } from "../../shell/useScope";
import { ProblemPanel } from "../../states/ProblemPanel";
import { useKinds, useSourcesSearch } from "../useSources";
import { KindList } from "./KindList";
import { SourceForm } from "./SourceForm";

/** In the address: the list of kinds is open, and none is chosen yet. */
export const ANY_KIND = "any";

function Body({
  kinds,
  chosen,
  taken,
}: {
  kinds: SourceKind[];
  chosen?: SourceKind;
  taken: string[];
}) {
  const setSearch = useSetSearch();
  if (!chosen) return <KindList kinds={kinds} onChoose={(add) => setSearch({ add })} />;
  return (
    <SourceForm
      key={chosen.kind}
      kind={chosen}
      taken={taken}
      onBack={() => setSearch({ add: ANY_KIND })}
      onAdded={(source) => setSearch({ add: undefined, source })}
    />
  );
}

/** Adds a source: first its kind, then what that kind needs. The kind is in the URL. */
export function AddDrawer({ sources }: { sources: Source[] | undefined }) {
  const { add } = useSourcesSearch();
  const setSearch = useSetSearch();
  const { data: kinds, error, refetch } = useKinds();
  const chosen = kinds?.find(({ kind }) => kind === add);
  return (
    <Drawer
      opened={add !== undefined}
      onClose={() => setSearch({ add: undefined })}
      position="right"
      size="lg"
      title={<b>{chosen ? `Add ${chosen.title}` : "Add a source"}</b>}
      closeButtonProps={{ "aria-label": "Close" }}
    >
      {error && <ProblemPanel error={error} onRetry={refetch} />}
      {!error && !(kinds && sources) && <Skeleton height={320} />}
      {kinds && sources && (
        <Body kinds={kinds} chosen={chosen} taken={sources.map(({ name }) => name)} />
      )}
    </Drawer>
  );
}
