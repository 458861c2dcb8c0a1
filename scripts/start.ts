import { parseArgs } from 'node:util';
import type { LoadReport } from '../load/load-report.ts';
import { readProfile } from '../load/profile.ts';
import { isLoopback } from '../target/settings.ts';
import { Inconclusive, UsageError } from '../target/usage-error.ts';
import { defaultSuiteOptions, newSeed } from '../tests/suite-options.ts';
import { exitCodes, print, runCommand, terminal } from './command.ts';
import { reportFolder } from './report-folder.ts';
import { contractLines, loadLines } from './reporters/terminal.ts';
import { verdictInWords, verdictOf } from './reporters/verdict-in-words.ts';
import { writeReports } from './reporters/write-reports.ts';
import { runContract } from './run-contract.ts';
import { runProfile, stopSignal } from './run-profile.ts';
import { targetInWords, withTarget } from './with-target.ts';

const help = `npm start -- [options]

The gate: the contract suite, then the load profiles ceiling and over, one verdict; against the target that TARGET_URL or
TARGET_REGION names, or, without one, an embedded reference target. Reports go to REPORT_DIR (default reports).

  --consent HOST      says that you may put HOST under load; needed unless it is a loopback address

Exit codes: 0 conforms, 1 breaches found, 2 the call is wrong, 3 inconclusive.`;

const profiles = ['ceiling', 'over'].map((name) => readProfile(name));

await runCommand(async () => {
  const { values } = parseArgs({
    options: { consent: { type: 'string' }, help: { type: 'boolean', short: 'h', default: false } },
  });
  if (values.help) {
    console.log(help);
    return exitCodes.pass;
  }
  const { consent } = values;
  const folder = reportFolder(process.env);
  const signal = stopSignal();
  return withTarget(process.env, async (target) => {
    if (!isLoopback(target.url) && consent !== target.url.hostname) {
      throw new UsageError(
        `the gate puts ${target.url.hostname} under more than 200 calls a second; if you may do that, add --consent ${target.url.hostname}, else use \`npm run contract\``,
      );
    }
    console.log(`Contract suite and load profiles against ${targetInWords(target)}: about 40 s.\n`);
    const suite = { ...defaultSuiteOptions, seed: newSeed(), clauses: [] };
    const contract = await runContract(target, process.env, suite, folder);
    print([...contractLines(contract, terminal()), '']);
    const loads: LoadReport[] = [];
    const notRun: string[] = [];
    for (const profile of profiles) {
      // What cannot be reached, or refuses the credentials, need not be put under load to say so again.
      if (signal.aborted || contract.verdict === 'inconclusive') {
        notRun.push(`load profile ${profile.name} was not run`);
        continue;
      }
      try {
        const report = await runProfile(target, profile, { consent, signal }, folder);
        loads.push(report);
        print([...loadLines(report, terminal()), '']);
      } catch (error) {
        if (!(error instanceof Inconclusive)) throw error;
        notRun.push(`load profile ${profile.name} was not run: ${error.message}`);
      }
    }
    const run = { contract, loads, notRun };
    await writeReports(folder, run);
    console.log(`Verdict: ${verdictInWords(run)}\nReports: ${folder}`);
    return exitCodes[verdictOf(run)];
  });
});
