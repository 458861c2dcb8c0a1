import { defineCommand } from '../command/command.ts';
import { commonOptions, targetOptions, timeLimit } from '../command/common-options.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { flag } from '../command/option.ts';
import { listeners } from '../report/listeners.ts';
import { printedConfig, readGate } from '../run/gate-config.ts';
import { runPlan } from '../run/run-plan.ts';

const { config, consent: consentOption, 'report-dir': reportDir, quiet } = commonOptions;

export const gate = defineCommand({
  name: 'gate',
  summary: 'runs the contract suite, then the load profiles ceiling and over, for one verdict',
  about:
    'A configuration changes what runs. Writes contract.json, load-PROFILE.json, junit.xml, ctrf.json, summary.md and index.html to the report folder.',
  options: {
    ...targetOptions,
    config,
    'print-config': flag(
      'print the configuration with every default, as a file to start from, and run nothing',
    ),
    consent: consentOption,
    'time-limit': timeLimit,
    'report-dir': reportDir,
    quiet,
  },
  endsOnSignal: true,
  async run(call) {
    const composed = readGate(call.options.config);
    if (call.options['print-config']) {
      call.print(printedConfig(composed).trimEnd());
      return exitCodes.pass;
    }
    const { consent, 'time-limit': timeLimitSeconds } = call.options;
    const suite = { ...composed.plan.suite, ...(timeLimitSeconds !== undefined && { timeLimitSeconds }) };
    return runPlan({ ...composed.plan, suite, consent }, call, listeners);
  },
});
