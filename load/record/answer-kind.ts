/** How a call can end, in the grain that the verdict needs. */
export const answerKinds = [
  'pending',
  'ok',
  'rateLimited',
  'brokenRefusal',
  'tryAgain',
  'unexpectedFail',
  'listsMissing',
  'breach',
  'malformed',
  'httpRefusal',
  'httpError',
  'reset',
  'timeout',
  'garbled',
  'unreachable',
  'unsent',
] as const;
export type AnswerKind = (typeof answerKinds)[number];

/** The coarser groups that a report counts calls in. */
export type OutcomeGroup = 'ok' | 'rateLimited' | 'failed' | 'transportErrors' | 'contractViolations';

/** What the target's limiter decided about a call; unknown where the answer does not show it. */
export type Admission = 'admitted' | 'refused' | 'unknown';

interface Meaning {
  /** Undefined where the call was never sent, or the run ended before the call did. */
  outcome: OutcomeGroup | undefined;
  admission: Admission;
  /** A call in excess must not end like this (L2). */
  wrongRefusal: boolean;
  /** Follows a count: "3 × HTTP 429 or 503". */
  words: string;
}

const meaning = (
  outcome: Meaning['outcome'],
  admission: Meaning['admission'],
  wrongRefusal: boolean,
  words: string,
): Meaning => ({ outcome, admission, wrongRefusal, words });

/** What each kind of ending means to the checks and to the report. */
export const meanings: Record<AnswerKind, Meaning> = {
  pending: meaning(undefined, 'unknown', false, 'not waited for'),
  ok: meaning('ok', 'admitted', false, 'OK'),
  rateLimited: meaning('rateLimited', 'refused', false, 'FAIL with a code in 60000..79999'),
  brokenRefusal: meaning('contractViolations', 'refused', false, 'a refusal that breaks the contract'),
  tryAgain: meaning('failed', 'unknown', false, 'FAIL 30006 or 30007'),
  unexpectedFail: meaning('contractViolations', 'refused', true, 'FAIL with a code that is no refusal'),
  listsMissing: meaning('contractViolations', 'refused', true, 'OK without the lists of the account'),
  breach: meaning('contractViolations', 'admitted', false, 'OK that breaks the contract'),
  malformed: meaning('contractViolations', 'unknown', true, 'no envelope'),
  httpRefusal: meaning('contractViolations', 'refused', true, 'HTTP 429 or 503'),
  httpError: meaning('contractViolations', 'unknown', true, 'another HTTP status than 200'),
  reset: meaning('transportErrors', 'unknown', true, 'the connection closed'),
  timeout: meaning('transportErrors', 'unknown', true, 'no answer in time'),
  garbled: meaning('transportErrors', 'unknown', true, 'no HTTP answer'),
  unreachable: meaning('transportErrors', 'unknown', true, 'no connection to be had'),
  unsent: meaning(undefined, 'unknown', false, 'not sent'),
};
