import { parseArgs } from 'node:util';
import { exitCodes, runCommand } from '../command/command.ts';
import { listeners } from '../report/listeners.ts';
import { printedConfig, readGate } from '../run/gate-config.ts';
import { runPlan } from '../run/run-plan.ts';

const help = `npm start -- [options]

The gate: the contract suite, then the load profiles ceiling and over, one verdict; against the target that TARGET_URL or
TARGET_REGION names, or, without one, an embedded reference target. Reports go to REPORT_DIR (default reports).

  --config FILE       what the gate is composed of (default: group-get.yaml, where there is one in this folder)
  --print-config      print that with every default, as a file of this kind, and run nothing
  --consent HOST      says that you may put HOST under load; needed unless it is a loopback address

Exit codes: 0 conforms, 1 breaches found, 2 the call is wrong, 3 inconclusive.`;

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      'print-config': { type: 'boolean', default: false },
      consent: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return exitCodes.pass;
  }
  const gate = readGate(values.config);
  if (values['print-config']) {
    console.log(printedConfig(gate).trimEnd());
    return exitCodes.pass;
  }
  return runPlan({ ...gate.plan, consent: values.consent }, process.env, listeners);
});
