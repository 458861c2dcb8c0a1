import { causeOf, mergeByCause } from '../../client/judge/cause.ts';

/** One cause of breaches, and how often it was seen. */
export interface Breach {
  clause: string;
  reason: string;
  count: number;
  /** The first response that showed it: shortened, without secrets or control characters. */
  response: string;
}

/** What judging the answers of a load found. */
export interface JudgedAnswers {
  /** Responses that were judged. */
  judged: number;
  /** Responses that broke the contract. */
  broken: number;
  breaches: Breach[];
}

/** What the judges of all senders found; breaches of one cause are one. */
export function mergeJudged(all: readonly JudgedAnswers[]): JudgedAnswers {
  return {
    judged: all.reduce((sum, { judged }) => sum + judged, 0),
    broken: all.reduce((sum, { broken }) => sum + broken, 0),
    breaches: mergeByCause(all.flatMap(({ breaches }) => breaches)),
  };
}

/** What was found since an earlier moment, as each step of a search is judged by its own answers. */
export function judgedSince(earlier: JudgedAnswers, now: JudgedAnswers): JudgedAnswers {
  const before = new Map(earlier.breaches.map((breach) => [causeOf(breach), breach.count]));
  return {
    judged: now.judged - earlier.judged,
    broken: now.broken - earlier.broken,
    breaches: now.breaches
      .map((breach) => ({ ...breach, count: breach.count - (before.get(causeOf(breach)) ?? 0) }))
      .filter(({ count }) => count > 0),
  };
}
