import { errorCodes, publicCodeRange, tryAgainCodes } from '../../spec/generated/contract.ts';

/** Whether a code is in 60000..79999, as that of a rejection for frequency (L2) or credentials (F5) must be. */
export function isPublicCode(code: number | null): boolean {
  return code !== null && code >= publicCodeRange.min && code <= publicCodeRange.max;
}

/** Whether a code says "try again" (F6). */
export function isTryAgainCode(code: number | null): boolean {
  return code !== null && tryAgainCodes.includes(code);
}

/** An error code with its documented meaning, for a sentence. */
export function codeInWords(code: number | null): string {
  if (code === null) return 'no error code';
  const meaning = errorCodes[code];
  return meaning ? `${code} (${meaning.replace(/\.$/, '')})` : String(code);
}
