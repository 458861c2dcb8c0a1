import { join } from 'node:path';
import { UsageError } from '../../client/settings/run-errors.ts';
import { defineCommand } from '../command/command.ts';
import { commonOptions } from '../command/common-options.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { falseAlarms, minShiftMs, minShiftShare } from '../compare/compare-latency.ts';
import { compareRecords } from '../compare/compare-records.ts';
import { comparisonLines, comparisonMarkdown, describeComparison } from '../compare/comparison-report.ts';
import { readRecords } from '../compare/report-folder-records.ts';
import { writeAtomically } from '../report/write-atomically.ts';
import { reportFolder } from '../run/report-folder.ts';

const { 'report-dir': reportDir, quiet } = commonOptions;

const codes = {
  'no regression': exitCodes.pass,
  regression: exitCodes.fail,
  'nothing compared': exitCodes.inconclusive,
};

export const compare = defineCommand({
  name: 'compare',
  operands: 'OLD NEW',
  summary: 'compares the records of two report folders',
  about: `Reports clauses and checks whose verdict changed, and latency and capacity that differ by more than the noise. Writes compare.md to the report folder. Sends nothing.

A latency counts as changed beyond ${minShiftMs} ms and ${minShiftShare * 100} %, by the percentiles of single seconds; at most ${falseAlarms * 100} in 100 comparisons of equal services is a false alarm, assuming independent seconds.`,
  options: { 'report-dir': reportDir, quiet },
  exits: { pass: 'no regression', fail: 'regression', inconclusive: 'nothing could be compared' },
  async run(call) {
    const [earlier, later, ...rest] = call.operands;
    if (earlier === undefined || later === undefined || rest.length > 0) {
      throw new UsageError('give two report folders, the older one first');
    }
    const sides = [readRecords(earlier), readRecords(later)] as const;
    const folder = reportFolder(call);
    const comparison = compareRecords(...sides);
    await writeAtomically(join(folder, 'compare.md'), comparisonMarkdown(comparison, sides));
    if (call.quiet) call.print(describeComparison(comparison));
    else call.print(...comparisonLines(comparison, sides));
    return codes[comparison.verdict];
  },
});
