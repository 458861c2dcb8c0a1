import { parseArgs } from 'node:util';
import { UsageError } from '../../client/settings/usage-error.ts';
import { profileNames, readProfile, withOverrides } from '../../load/schedule/profile.ts';
import { exitCodes, integerOption, numberOption, runCommand } from '../command/command.ts';
import { listeners } from '../report/listeners.ts';
import { runPlan } from '../run/run-plan.ts';

const help = `npm run load -- PROFILE [options]

Puts the target that TARGET_URL or TARGET_REGION names under load; without one, an embedded reference target. Writes
load-PROFILE.json, junit.xml, summary.md and index.html to the report folder.

PROFILE is one of ${profileNames().join(', ')}, or a .yaml file of your own.

  --duration SECONDS   length of the whole load
  --rate N             calls per second of the profile's main stage
  --connections N      connections that are open from the start
  --threads N          threads that share the sending, for rates that one core cannot hold (default 1)
  --consent HOST       says that you may put HOST under load; needed unless it is a loopback address
  --report-dir DIR     where the report goes (default REPORT_DIR, or reports)

Exit codes: 0 conforms, 1 breaches found, 2 the call is wrong, 3 inconclusive.`;

await runCommand(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      duration: { type: 'string' },
      rate: { type: 'string' },
      connections: { type: 'string' },
      threads: { type: 'string' },
      consent: { type: 'string' },
      'report-dir': { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return exitCodes.pass;
  }
  const [name, ...rest] = positionals;
  if (name === undefined || rest.length > 0) {
    throw new UsageError(
      `give one profile: ${profileNames().join(', ')}, or a .yaml file; --help tells more`,
    );
  }
  const { duration, rate, connections, threads } = values;
  const profile = withOverrides(readProfile(name), {
    ...(duration !== undefined && {
      durationSeconds: numberOption('duration', duration, { minimum: 0.1, maximum: 86_400 }),
    }),
    ...(rate !== undefined && {
      ratePerSecond: numberOption('rate', rate, { minimum: 0.1, maximum: 100_000 }),
    }),
    ...(connections !== undefined && {
      connections: integerOption('connections', connections, { minimum: 1, maximum: 2000 }),
    }),
    ...(threads !== undefined && { threads: integerOption('threads', threads, { minimum: 1, maximum: 16 }) }),
  });
  const reportDir = values['report-dir'];
  const env = { ...process.env, ...(reportDir !== undefined && { REPORT_DIR: reportDir }) };
  return runPlan({ profiles: [profile], consent: values.consent }, env, listeners);
});
