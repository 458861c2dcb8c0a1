import { parseArgs } from 'node:util';
import { editionIds } from '../spec/generated/contract.ts';
import { UsageError } from '../target/usage-error.ts';
import { checks } from '../tests/checks.ts';
import { detectEdition } from '../tests/detect-edition.ts';
import { defaultSuiteOptions, newSeed, type SuiteOptions } from '../tests/suite-options.ts';
import { exitCodes, integerOption, numberOption, print, runCommand, terminal } from './command.ts';
import { reportFolder } from './report-folder.ts';
import { contractLines } from './reporters/terminal.ts';
import { writeReports } from './reporters/write-reports.ts';
import { runContract } from './run-contract.ts';
import { targetInWords, withTarget } from './with-target.ts';

const help = `npm run contract -- [options]

Runs the contract suite against the target that TARGET_URL or TARGET_REGION names; without one, against an embedded
reference target. Writes contract.json, junit.xml, summary.md and index.html to REPORT_DIR (default reports).

  --clause ID         only the checks of this clause; may be given several times
  --rate N            calls per second at most, 1 to 100 (default ${defaultSuiteOptions.ratePerSecond})
  --generated N       requests that each generating check makes, 0 to 10000 (default ${defaultSuiteOptions.generatedRequests})
  --seed N            seed of the generated requests (default: another one each time)
  --edition ID        edition of the source page: ${editionIds.join(', ')}, or auto to find it out
                      (default: TARGET_EDITION)

Exit codes: 0 conforms, 1 breaches found, 2 the call is wrong, 3 inconclusive.`;

await runCommand(async () => {
  const { values } = parseArgs({
    options: {
      clause: { type: 'string', multiple: true, default: [] },
      rate: { type: 'string', default: String(defaultSuiteOptions.ratePerSecond) },
      generated: { type: 'string', default: String(defaultSuiteOptions.generatedRequests) },
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
    ratePerSecond: numberOption('rate', values.rate, 1, 100),
    generatedRequests: integerOption('generated', values.generated, 0, 10_000),
    seed: values.seed === undefined ? newSeed() : integerOption('seed', values.seed, 0, 0x7fff_ffff),
    clauses: values.clause.map(knownClause),
  };
  const env = { ...process.env, ...(values.edition !== undefined && { TARGET_EDITION: values.edition }) };
  const folder = reportFolder(env);
  const detect = env.TARGET_EDITION === 'auto';
  if (detect) delete env.TARGET_EDITION;
  return withTarget(env, async (target) => {
    if (detect) {
      const { edition, evidence } = await detectEdition(target);
      console.log(`The target follows the edition ${edition}: ${evidence.join('; ')}.`);
      Object.assign(target, { edition });
    }
    console.log(`Contract suite against ${targetInWords(target)}, edition ${target.edition}: about 10 s.`);
    const contract = await runContract(target, env, options, folder);
    await writeReports(folder, { contract, loads: [] });
    print(contractLines(contract, terminal()));
    console.log(`Reports: ${folder}`);
    return exitCodes[contract.verdict];
  });
});

function knownClause(id: string): string {
  const known = [...new Set(checks.map(({ clause }) => clause))];
  const found = known.find((clause) => clause === id.toUpperCase());
  if (found === undefined) throw new UsageError(`--clause is '${id}'; choose one of ${known.join(', ')}`);
  return found;
}
