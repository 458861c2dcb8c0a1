import type { CheckResult } from '../../../load/judge/check-result.ts';

/** The word and the symbol for the verdict on a clause: nothing depends on colour. */
export const verdictLabels: Record<CheckResult['verdict'], { word: string; symbol: string }> = {
  pass: { word: 'held', symbol: '✓' },
  fail: { word: 'breached', symbol: '✗' },
  inconclusive: { word: 'not judged', symbol: '?' },
  note: { word: 'noted', symbol: 'i' },
  'not-exercised': { word: 'not exercised', symbol: '–' },
};
