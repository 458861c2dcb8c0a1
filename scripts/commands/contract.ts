import { rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { packageManifest } from '../../client/settings/package-manifest.ts';
import { UsageError } from '../../client/settings/run-errors.ts';
import type { ClauseId } from '../../spec/generated/contract.ts';
import { checks } from '../../tests/checks/checks.ts';
import { createHar } from '../../tests/report/har.ts';
import { suiteOptionSchemas } from '../../tests/suite-options.ts';
import { defineCommand } from '../command/command.ts';
import { commonOptions, targetOptions, timeLimit } from '../command/common-options.ts';
import { describeDefault, integer, list, text } from '../command/option.ts';
import { listeners } from '../report/listeners.ts';
import { readGate } from '../run/gate-config.ts';
import { runPlan } from '../run/run-plan.ts';

const { generatedRequests, seed } = suiteOptionSchemas;
const { config, 'report-dir': reportDir, quiet } = commonOptions;

export const contract = defineCommand({
  name: 'contract',
  summary: 'runs the contract suite',
  about:
    'Makes at most 90 calls per second unless the configuration says otherwise. Writes contract.json, junit.xml, ctrf.json, summary.md and index.html to the report folder.',
  options: {
    clause: list('ID', 'run only the checks of this clause', knownClause),
    generated: describeDefault(
      integer('N', 'requests that each generating check makes', generatedRequests),
      String(generatedRequests.default),
    ),
    seed: describeDefault(integer('N', 'seed of the generated requests', seed), 'a new one for each run'),
    har: text(
      'FILE',
      'record every call of the suite to FILE, a new one, as HAR 1.2 with the UserSig masked',
    ),
    'time-limit': timeLimit,
    ...targetOptions,
    config,
    'report-dir': reportDir,
    quiet,
  },
  endsOnSignal: true,
  async run(call) {
    const { clause: clauses, generated, seed, har, 'time-limit': timeLimitSeconds } = call.options;
    const { suite, required } = readGate(call.options.config).plan;
    const options = {
      ...suite,
      clauses,
      ...(generated !== undefined && { generatedRequests: generated }),
      ...(seed !== undefined && { seed }),
      ...(timeLimitSeconds !== undefined && { timeLimitSeconds }),
      ...(har !== undefined && { har: resolve(har) }),
    };
    // A clause that was left out by choice is not missing.
    const expected = required.filter((id) => clauses.length === 0 || clauses.includes(id));
    const plan = { suite: options, required: expected, profiles: [] };
    if (har === undefined) return runPlan(plan, call, listeners);
    createHar(har, '--har', packageManifest().version);
    return runPlan(plan, call, listeners).catch((error) => {
      // Nothing was sent, and the same command must find no file there once the mistake is mended.
      if (error instanceof UsageError) rmSync(har, { force: true });
      throw error;
    });
  },
});

function knownClause(id: string, name: string): ClauseId {
  const known = [...new Set(checks.map(({ clause }) => clause))];
  const found = known.find((clause) => clause === id.toUpperCase());
  if (found === undefined) throw new UsageError(`--${name} is '${id}'; choose one of ${known.join(', ')}`);
  return found;
}
