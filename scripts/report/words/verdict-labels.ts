import type { CheckResult } from '../../../load/judge/check-result.ts';

/** How the verdict on a clause is told: a word and a symbol, so that nothing hangs on colour. */
export const verdictLabels: Record<CheckResult['verdict'], { word: string; symbol: string }> = {
  pass: { word: 'held', symbol: '✓' },
  fail: { word: 'breached', symbol: '✗' },
  inconclusive: { word: 'not judged', symbol: '?' },
  note: { word: 'noted', symbol: 'i' },
  'not-exercised': { word: 'not exercised', symbol: '–' },
};
