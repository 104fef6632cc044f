import { Skeleton, UnstyledButton } from "@mantine/core";
import type { Commitment } from "../api/types";
import { Amount } from "../format/Amount";
import { formatDay } from "../format/date";
import { formatValue, type NumberStyle } from "../format/number";
import { Icon } from "../shell/Icon";
import { useSetSearch } from "../shell/useScope";
import { Command } from "../states/Command";
import { NothingFound } from "../states/EmptyState";
import { Notices } from "../states/Notices";
import { ProblemPanel } from "../states/ProblemPanel";
import { hasBalance, isWanting, kindOf, outlookOf, titleOf } from "./commitment";
import classes from "./match.module.css";
import { RollForward } from "./RollForward";
import tables from "./tables.module.css";
import { useCommitments, useMatchSearch } from "./useMatch";

function styleOf({ currency }: Commitment): NumberStyle {
  return { unit: "money", currency, decimals: 2 };
}

function Figure({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Figures({ commitment }: { commitment: Commitment }) {
  const style = styleOf(commitment);
  const { balance, utilisation, committed_amount, burn_down, ends } = commitment;
  return (
    <dl className={classes.figures}>
      {committed_amount && (
        <Figure label="Committed">
          <Amount value={committed_amount} style={style} />
        </Figure>
      )}
      {balance && hasBalance(commitment) && (
        <Figure label="Balance">
          <Amount value={balance} style={style} />
        </Figure>
      )}
      {utilisation && (
        <Figure label="Used, last 30 days">{formatValue(utilisation, { unit: "ratio" })}</Figure>
      )}
      {burn_down && (
        <Figure label="Still to spend">
          <Amount value={burn_down.remaining} style={style} />
        </Figure>
      )}
      {ends && <Figure label="Ends">{formatDay(ends)}</Figure>}
    </dl>
  );
}

function Card({ commitment }: { commitment: Commitment }) {
  const { commitment: open } = useMatchSearch();
  const setSearch = useSetSearch();
  const isOpen = open === commitment.id;
  return (
    <li className={classes.commitment} data-testid="commitment" data-id={commitment.id}>
      <div className={classes.commitmentHead}>
        <h3 title={commitment.id}>{titleOf(commitment)}</h3>
        <span className={classes.note}>
          {kindOf(commitment)} · {commitment.biller} · {commitment.status}
        </span>
      </div>
      <Figures commitment={commitment} />
      <ul className={classes.outlook}>
        {outlookOf(commitment).map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
      <Notices
        texts={[...commitment.problems.map(({ text }) => text), ...commitment.notes]}
        label={isWanting(commitment) ? "Does not close" : "Notes"}
      />
      {commitment.periods.length > 0 && (
        <UnstyledButton
          className={tables.cellsButton}
          aria-expanded={isOpen}
          onClick={() => setSearch({ commitment: isOpen ? undefined : commitment.id })}
        >
          <Icon name="chevron" size={12} /> {isOpen ? "Hide" : "Show"} the months
        </UnstyledButton>
      )}
      {isOpen && <RollForward periods={commitment.periods} style={styleOf(commitment)} />}
    </li>
  );
}

/** Prepayments, plans and agreements: what is left of each, how long it lasts, and its months. */
export function CommitmentList() {
  const { data, error, refetch } = useCommitments();
  if (error) return <ProblemPanel error={error} onRetry={refetch} />;
  if (!data) return <Skeleton height={320} radius={10} />;
  return (
    <section className={`card ${classes.section}`} aria-label="Commitments">
      <div className={classes.head}>
        <h2>Commitments</h2>
        <p className={classes.note}>as they stand now, in their own currency</p>
      </div>
      {data.commitments.length === 0 ? (
        <NothingFound title="No commitment is known">
          Bills that name one bring it. Others are declared in a file:
          <div className={classes.teach}>
            <Command text="outlay import commitments FILE" />
          </div>
        </NothingFound>
      ) : (
        <ul className={classes.commitments}>
          {data.commitments.map((commitment) => (
            <Card key={commitment.id} commitment={commitment} />
          ))}
        </ul>
      )}
    </section>
  );
}
