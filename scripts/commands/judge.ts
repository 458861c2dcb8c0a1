import { UsageError } from '../../client/settings/run-errors.ts';
import { recordedRun } from '../../load/judge/recorded-run.ts';
import { withRecordFile } from '../../load/record/read-record.ts';
import { reportOfRun } from '../../load/report-of-run.ts';
import { readProfile } from '../../load/schedule/profile.ts';
import { defineCommand } from '../command/command.ts';
import { commonOptions } from '../command/common-options.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { text } from '../command/option.ts';
import { listeners } from '../report/listeners.ts';
import { verdictOf } from '../report/words/run-verdict.ts';
import { reportFolder } from '../run/report-folder.ts';
import type { RunEvent } from '../run/run-events.ts';

const { 'report-dir': reportDir, quiet } = commonOptions;

export const judge = defineCommand({
  name: 'judge',
  operands: 'FILE',
  summary: 'reports on a recorded load run',
  about: `FILE was written by load --record. The report is the one that the run itself gave: load-PROFILE.json, junit.xml, ctrf.json, summary.md and index.html in the report folder. Calls nothing, and needs neither target nor credentials.`,
  options: {
    profile: text(
      'PROFILE',
      'judge by the ceiling, thresholds, tolerances and required checks of this profile or .yaml file (default: those of the recorded run)',
    ),
    'report-dir': reportDir,
    quiet,
  },
  async run(call) {
    const { operands, options, env, io } = call;
    const [file, ...others] = operands;
    if (file === undefined) throw new UsageError('give the record of a load run');
    if (others.length > 0) throw new UsageError('give one record; several cannot be merged yet');
    const by = options.profile === undefined ? undefined : readProfile(options.profile);
    const { run: recorded, isWhole } = await withRecordFile(file, (input) => recordedRun(input, by));
    const load = reportOfRun(recorded);
    const folder = reportFolder(call);
    if (!isWhole) io.stderr.write(`note: ${file} ends before its run did; what it holds is judged\n`);
    const hearing = listeners.map((listener) => listener({ folder, env, io, quiet: call.quiet }));
    const run = { contract: null, loads: [load] };
    const events: RunEvent[] = [
      { kind: 'run started', target: null, plan: { profiles: [] } },
      { kind: 'profile judged', load },
      { kind: 'run ended', run },
    ];
    for (const event of events) for (const listener of hearing) await listener(event);
    return exitCodes[verdictOf(run)];
  },
});
