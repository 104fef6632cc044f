export interface PlacedNotes {
  movers: string[];
  /** By the dimension of the table. */
  tables: Map<string, string>;
  /** About spend, and all that has no other place. */
  spend: string[];
}

const OF_TABLE = /^The table by (\w+) is left out/;

/** What the overview says it leaves out, each at the part that it is about. */
export function placeNotes(notes: string[] | null | undefined): PlacedNotes {
  const placed: PlacedNotes = { movers: [], tables: new Map(), spend: [] };
  for (const note of notes ?? []) {
    const table = OF_TABLE.exec(note)?.[1];
    if (table) placed.tables.set(table, note);
    else if (note.startsWith("Movers ")) placed.movers.push(note);
    else placed.spend.push(note);
  }
  return placed;
}
