import { withoutQuotations } from '../call/untrusted-text.ts';

/** A breach, of a response or of many. */
interface Caused {
  clause: string;
  reason: string;
}

const maxCompared = 200;

/** The cause of a breach: two of one clause have the same when their reasons differ only in quoted text and numbers. */
export function causeOf({ clause, reason }: Caused): string {
  const general = withoutQuotations(reason, '#')
    .replace(/\d+/g, '#')
    .replace(/#(, #)*( and # more)?/g, '#');
  return `${clause} ${general.slice(0, maxCompared)}`;
}

/**
 * Merges breaches of one cause and adds up how often each was seen.
 * @param shown which of two with one cause is shown; default: the first
 */
export function mergeByCause<T extends Caused & { count: number }>(
  breaches: Iterable<T>,
  shown: (known: T, next: T) => T = (known) => known,
): T[] {
  const merged = new Map<string, T>();
  for (const breach of breaches) {
    const cause = causeOf(breach);
    const known = merged.get(cause);
    merged.set(cause, known ? { ...shown(known, breach), count: known.count + breach.count } : breach);
  }
  return [...merged.values()];
}
