import type { ClauseId } from '../../spec/generated/contract.ts';
import { keptLine } from '../call/untrusted-text.ts';
import type { Secrets } from '../credentials/secrets.ts';

/** How an answer breaches a clause. */
export interface Breach {
  clause: ClauseId;
  /** One sentence for a reader; may quote the target. */
  reason: string;
  /** JSON pointer to the part of the response body at fault; '' is the whole body. May hold text of the target. */
  pointer: string;
}

/** What is reported and never fails a run. The text may quote the target. */
export interface Note {
  clause: ClauseId;
  text: string;
}

/** Breaches and notes as the program keeps and shows them: untrusted text is masked and visible. */
export function kept<T extends { breaches: Breach[]; notes: Note[] }>(found: T, secrets: Secrets): T {
  if (found.breaches.length + found.notes.length === 0) return found;
  return {
    ...found,
    breaches: found.breaches.map((breach) => keptBreach(breach, secrets)),
    notes: found.notes.map(({ clause, text }) => ({ clause, text: keptLine(text, secrets) })),
  };
}

export function keptBreach({ clause, reason, pointer }: Breach, secrets: Secrets): Breach {
  return { clause, reason: keptLine(reason, secrets), pointer: keptLine(pointer, secrets) };
}
