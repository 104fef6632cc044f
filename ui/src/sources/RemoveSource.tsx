import { Button, Checkbox, Modal } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import type { Source } from "../api/types";
import { Amount } from "../format/Amount";
import { Icon } from "../shell/Icon";
import { useSetSearch } from "../shell/useScope";
import { Failed } from "./Doing";
import classes from "./sources.module.css";
import { useRemove } from "./useSources";

/** What becomes of the money of a source that is removed. */
function Consequence({ source }: { source: Source }) {
  const { rows, charged, currency } = source;
  if (rows === 0) return <p>It has brought nothing yet, so no figure changes.</p>;
  return (
    <>
      <p>
        <b>No figure changes.</b> Its <Amount value={rows} style={{ unit: "count" }} /> rows
        {charged !== null && (
          <>
            {" "}
            with <Amount value={charged} style={{ unit: "money", currency, decimals: 2 }} /> of
            charges
          </>
        )}{" "}
        stay in the ledger, until another delivery of the same bill replaces them.
      </p>
      <p>Nothing new comes in: its days end where they end now.</p>
    </>
  );
}

/** Removes a source after a question that says what happens to its money. */
export function RemoveSource({ source }: { source: Source }) {
  const [isOpen, { open, close }] = useDisclosure(false);
  const [isPurging, setPurging] = useState(false);
  const setSearch = useSetSearch();
  const remove = useRemove(source.name);
  const removeIt = () =>
    remove.mutate({ isPurging }, { onSuccess: () => setSearch({ source: undefined }) });
  return (
    <>
      <Button
        size="xs"
        variant="subtle"
        color="gray"
        leftSection={<Icon name="trash" size={14} />}
        onClick={open}
      >
        Remove …
      </Button>
      <Modal
        opened={isOpen}
        onClose={close}
        title={<span className={classes.drawerTitle}>Remove {source.name}?</span>}
        closeButtonProps={{ "aria-label": "Close" }}
      >
        <div data-testid="remove-source">
          <Consequence source={source} />
          <Checkbox
            label="Delete the answers that were fetched, too"
            description="Kept, they need not be fetched again when a source of this name is added again."
            checked={isPurging}
            onChange={(event) => setPurging(event.currentTarget.checked)}
          />
          {remove.error && (
            <Failed error={remove.error} what="to remove a source" onSignedIn={removeIt} />
          )}
          <div className={classes.confirm}>
            <Button color="red.9" loading={remove.isPending} onClick={removeIt}>
              Remove
            </Button>
            <Button variant="default" onClick={close} data-autofocus>
              Keep it
            </Button>
          </div>
        </div>
      </Modal>
    </>
  );
}
