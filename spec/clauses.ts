import {
  type Clause,
  type ClauseId,
  callingFrequency,
  clauseIds,
  type EditionId,
  editionIds,
  editions,
} from './generated/contract.ts';

/** A clause as reports show it. */
export interface ClauseText {
  id: ClauseId;
  title: string;
  says: string;
  /** How we read the clause where the page is silent or contradicts itself; null where the page is clear. */
  reading: string | null;
  /** must: a breach fails the run; note: reported, never fails; open: unspecified, only the envelope is judged. */
  level: Clause['level'];
}

/**
 * The clauses of an edition.
 * @param ceilingPerSecond calls per second that the texts name; by default those of the page
 */
export function clausesOf(
  edition: EditionId,
  ceilingPerSecond: number = callingFrequency.callsPerSecond,
): Record<ClauseId, ClauseText> {
  const filled = (text: string) => text.replaceAll('{ceiling}', String(ceilingPerSecond));
  const entries = clauseIds.map((id): [ClauseId, ClauseText] => {
    const { title, says, reading, level } = editions[edition].clauses[id];
    const texts = { title: filled(title), says: filled(says), reading: reading ? filled(reading) : null };
    return [id, { id, ...texts, level }];
  });
  return Object.fromEntries(entries) as Record<ClauseId, ClauseText>;
}

/** The clauses of the default edition, by id. */
export const clauses = clausesOf(editionIds[0]);
