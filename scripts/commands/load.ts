import { UsageError } from '../../client/settings/run-errors.ts';
import { RecordFile } from '../../load/record/record-file.ts';
import { profileNames, withOverrides } from '../../load/schedule/profile.ts';
import { createSchedule } from '../../load/schedule/schedule.ts';
import { defineCommand } from '../command/command.ts';
import { commonOptions, targetOptions } from '../command/common-options.ts';
import { describeDefault, integer, number, text } from '../command/option.ts';
import { listeners } from '../report/listeners.ts';
import { configuredProfile, readGate } from '../run/gate-config.ts';
import { runPlan } from '../run/run-plan.ts';

const { config, consent, 'report-dir': reportDir, quiet } = commonOptions;

export const load = defineCommand({
  name: 'load',
  operands: 'PROFILE',
  summary: 'load-tests the target with one profile',
  about: `PROFILE is ${profileNames().join(', ')}, or a .yaml file of your own. If the configuration overrides values of this profile, they apply; options come first. Writes load-PROFILE.json, junit.xml, ctrf.json, summary.md and index.html to the report folder.

--record FILE also keeps every call, in a Parquet file that judge reports on again and that DuckDB and pandas open.`,
  options: {
    duration: number('SECONDS', 'length of the whole load', { minimum: 0.1, maximum: 86_400 }),
    rate: number('N', "calls per second of the profile's main stage", { minimum: 0.1, maximum: 100_000 }),
    threads: describeDefault(
      integer('N', 'threads that share the sending, for rates beyond one core', { minimum: 1, maximum: 16 }),
      "the profile's, usually 1",
    ),
    ...targetOptions,
    config,
    consent,
    record: text('FILE', 'new file for the record of every call'),
    'report-dir': reportDir,
    quiet,
  },
  endsOnSignal: true,
  async run(call) {
    const [name, ...rest] = call.operands;
    if (name === undefined || rest.length > 0) {
      throw new UsageError(`give one profile: ${profileNames().join(', ')}, or a .yaml file`);
    }
    const { duration, rate, threads } = call.options;
    const profile = withOverrides(configuredProfile(readGate(call.options.config), name), {
      ...(duration !== undefined && { durationSeconds: duration }),
      ...(rate !== undefined && { ratePerSecond: rate }),
      ...(threads !== undefined && { threads }),
    });
    const { consent, record: path } = call.options;
    if (path === undefined) return runPlan({ profiles: [profile], consent }, call, listeners);
    const record = new RecordFile(path, createSchedule(profile.stages).calls, (problem) =>
      call.io.stderr.write(`${problem}; the run goes on\n`),
    );
    try {
      return await runPlan({ profiles: [profile], consent, record }, call, listeners);
    } finally {
      await record.close();
    }
  },
});
