import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { UsageError } from '../../client/settings/usage-error.ts';
import { exitCodes, runCommand } from '../command/command.ts';
import { falseAlarms, leastShiftMs, leastShiftShare } from '../compare/compare-latency.ts';
import { compareRecords } from '../compare/compare-records.ts';
import { comparisonLines, comparisonMarkdown } from '../compare/comparison-in-words.ts';
import { readRecords } from '../compare/report-folder-records.ts';
import { writeAtomically } from '../report/write-atomically.ts';
import { reportFolder } from '../run/report-folder.ts';

const help = `npm run compare -- OLD NEW

Holds the records of two report folders against each other: clauses and checks whose verdict changed, and whether latency
and capacity differ by more than the noise. Writes compare.md to REPORT_DIR (default reports). Sends nothing.

A latency counts as changed beyond ${leastShiftMs} ms and ${leastShiftShare * 100} %, by the percentiles of single seconds; at most ${falseAlarms * 100} in 100
comparisons of equal services is a false alarm, as far as the seconds of a run do not hang together.

Exit codes: 0 no regression, 1 regression, 2 the call is wrong or a record cannot be read, 3 nothing could be compared.`;

const codes = {
  'no regression': exitCodes.pass,
  regression: exitCodes.fail,
  'nothing compared': exitCodes.inconclusive,
};

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(help);
    return exitCodes.pass;
  }
  const [earlier, later, ...rest] = positionals;
  if (earlier === undefined || later === undefined || rest.length > 0) {
    throw new UsageError('give two report folders, the older one first; --help tells more');
  }
  const sides = [readRecords(earlier), readRecords(later)] as const;
  const folder = reportFolder(process.env);
  const comparison = compareRecords(...sides);
  await writeAtomically(join(folder, 'compare.md'), comparisonMarkdown(comparison, sides));
  console.log(comparisonLines(comparison, sides).join('\n'));
  return codes[comparison.verdict];
});
