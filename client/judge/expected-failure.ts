import { codeInWords, isPublicCode } from './error-code.ts';
import type { Judgement } from './judge-response.ts';

/** How a call that is wrong must fail. */
export interface ExpectedFailure {
  inWords: string;
  isRight: (code: number) => boolean;
  /** Codes that are accepted with a note. */
  isNoted?: (code: number) => boolean;
}

/** Of an incorrect parameter (F1). */
export const incorrectParameter: ExpectedFailure = {
  inWords: 'FAIL 30001',
  isRight: (code) => code === 30001,
  isNoted: isPublicCode,
};

/** Of a body that is no JSON object (F4). */
export const malformedBody: ExpectedFailure = {
  inWords: 'FAIL 30001 or 60000..79999',
  isRight: (code) => code === 30001 || isPublicCode(code),
};

/** Of wrong credentials (F5) and of a query that is wrong (C2). */
export const publicCode: ExpectedFailure = { inWords: 'FAIL 60000..79999', isRight: isPublicCode };

/** Of an account that does not exist (F2). */
export const unknownAccount: ExpectedFailure = {
  inWords: 'FAIL 30003',
  isRight: (code) => code === 30003,
};

/** Of an identifier that is no app admin (F3). */
export const noAdmin: ExpectedFailure = {
  inWords: 'FAIL 30004',
  isRight: (code) => code === 30004,
  isNoted: (code) => code === 60010,
};

/**
 * Holds an answer to the failure that is expected of it.
 * @returns what came in its place, for a sentence, or the accepted code that deserves a note; nothing for the right failure
 */
export function comparedFailure(
  { isRight, isNoted }: ExpectedFailure,
  judgement: Judgement | null,
): { breach?: string; note?: string } {
  if (judgement === null || judgement.kind === 'malformed') return { breach: 'no readable envelope' };
  if (judgement.kind === 'ok') return { breach: 'OK' };
  const { errorCode } = judgement;
  if (errorCode === null || isRight(errorCode)) return {};
  return isNoted?.(errorCode) ? { note: codeInWords(errorCode) } : { breach: codeInWords(errorCode) };
}
