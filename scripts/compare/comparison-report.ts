import { plain } from '../report/formats/markdown-text.ts';
import { formatCount, formatUtc } from '../report/words/quantities.ts';
import { oneLine } from '../report/words/shown-text.ts';
import type { Assessment, Comparison } from './compare-records.ts';
import type { Records } from './report-folder-records.ts';

const symbols: Record<Assessment, string> = {
  regression: '✗',
  improvement: '✓',
  change: 'i',
  same: '=',
  'not compared': '–',
};

/** "2 regressions", "no regression; 1 not compared", "nothing could be compared". */
export function describeComparison({ verdict, sections }: Comparison): string {
  if (verdict === 'nothing compared') return 'nothing could be compared';
  const count = (wanted: Assessment) =>
    sections.flatMap(({ lines }) => lines.filter(({ assessment }) => assessment === wanted)).length;
  const left = count('not compared') > 0 ? `; ${count('not compared')} not compared` : '';
  return `${verdict === 'no regression' ? verdict : formatCount(count('regression'), 'regression')}${left}`;
}

/** A comparison for the terminal, the verdict last. */
export function comparisonLines(comparison: Comparison, sides: readonly [Records, Records]): string[] {
  return [
    ...describeSides(sides),
    ...comparison.sections.flatMap(({ title, lines }) => [
      '',
      title,
      ...lines.map(({ assessment, text }) => `  ${symbols[assessment]} ${oneLine(text, 600)}`),
    ]),
    '',
    `Verdict: ${describeComparison(comparison)}`,
  ];
}

/** `compare.md`: fit for a comment on a pull request. */
export function comparisonMarkdown(comparison: Comparison, sides: readonly [Records, Records]): string {
  const lines = [
    `### ${symbols[comparison.verdict === 'regression' ? 'regression' : 'same']} group_get: ${describeComparison(comparison)}`,
    '',
    ...describeSides(sides).map((line) => `- ${plain(line)}`),
    ...comparison.sections.flatMap(({ title, lines }) => [
      '',
      `#### ${title}`,
      '',
      ...lines.map(({ assessment, text }) => `- ${symbols[assessment]} ${plain(text)}`),
    ]),
  ];
  return `${lines.join('\n')}\n`;
}

function describeSides(sides: readonly [Records, Records]): string[] {
  return sides.map(({ folder, contract, loads }, index) => {
    const record = contract ?? loads[0];
    const what = record
      ? `${record.target.url}, edition ${record.target.edition}, ${formatUtc(record.startedAt)}`
      : '';
    return oneLine(`${index === 0 ? 'earlier' : 'later'}: ${folder}: ${what}`, 400);
  });
}
