import { parseArgs } from 'node:util';
import { UsageError } from '../../client/settings/usage-error.ts';
import { editionIds } from '../../spec/generated/contract.ts';
import { checks } from '../../tests/checks/checks.ts';
import { newSeed, type SuiteOptions, suiteOptionSchemas } from '../../tests/suite-options.ts';
import { exitCodes, integerOption, numberOption, runCommand } from '../command/command.ts';
import { listeners } from '../report/listeners.ts';
import { runPlan } from '../run/run-plan.ts';

const { ratePerSecond, generatedRequests, seed } = suiteOptionSchemas;

const help = `npm run contract -- [options]

Runs the contract suite against the target that TARGET_URL or TARGET_REGION names; without one, against an embedded
reference target. Writes contract.json, junit.xml, summary.md and index.html to REPORT_DIR (default reports).

  --clause ID         only the checks of this clause; may be given several times
  --rate N            calls per second at most, ${ratePerSecond.minimum} to ${ratePerSecond.maximum} (default ${ratePerSecond.default})
  --generated N       requests that each generating check makes, ${generatedRequests.minimum} to ${generatedRequests.maximum}
                      (default ${generatedRequests.default})
  --seed N            seed of the generated requests (default: another one each time)
  --edition ID        edition of the source page: ${editionIds.join(', ')}, or auto to find it out
                      (default: TARGET_EDITION)

Exit codes: 0 conforms, 1 breaches found, 2 the call is wrong, 3 inconclusive.`;

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      clause: { type: 'string', multiple: true, default: [] },
      rate: { type: 'string', default: String(ratePerSecond.default) },
      generated: { type: 'string', default: String(generatedRequests.default) },
      seed: { type: 'string' },
      edition: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return exitCodes.pass;
  }
  const options: SuiteOptions = {
    ratePerSecond: numberOption('rate', values.rate, ratePerSecond),
    generatedRequests: integerOption('generated', values.generated, generatedRequests),
    seed: values.seed === undefined ? newSeed() : integerOption('seed', values.seed, seed),
    clauses: values.clause.map(knownClause),
  };
  const env = { ...process.env, ...(values.edition !== undefined && { TARGET_EDITION: values.edition }) };
  return runPlan({ suite: options, profiles: [] }, env, listeners);
});

function knownClause(id: string): string {
  const known = [...new Set(checks.map(({ clause }) => clause))];
  const found = known.find((clause) => clause === id.toUpperCase());
  if (found === undefined) throw new UsageError(`--clause is '${id}'; choose one of ${known.join(', ')}`);
  return found;
}
