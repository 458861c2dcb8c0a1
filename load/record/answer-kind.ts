/** How one call ended, told as finely as the verdict needs. */
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

/** The report's coarser groups. */
export type OutcomeGroup = 'ok' | 'rateLimited' | 'failed' | 'transportErrors' | 'contractViolations';

interface Meaning {
  /** Undefined: the call was never made, or its end was not waited for. */
  outcome: OutcomeGroup | undefined;
  /** What the limiter decided, as far as the answer shows it. */
  admission: 'admitted' | 'refused' | 'unknown';
  /** A call in excess must not end like this (L2). */
  wrongRefusal: boolean;
  /** In words, for counts: "3 × HTTP 429 or 503". */
  words: string;
}

const meaning = (
  outcome: Meaning['outcome'],
  admission: Meaning['admission'],
  wrongRefusal: boolean,
  words: string,
): Meaning => ({ outcome, admission, wrongRefusal, words });

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
