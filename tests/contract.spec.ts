import { type FullConfig, test } from '@playwright/test';
import { embeddedFixtures } from '../client/settings/fixtures.ts';
import { UsageError } from '../client/settings/run-errors.ts';
import { readTarget } from '../client/settings/settings.ts';
import { checks } from './checks/checks.ts';
import { mergeBreaches } from './report/breach.ts';
import type { CheckResult } from './report/contract-report.ts';
import { withoutStack } from './stackless-error.ts';
import { Suite } from './suite.ts';
import { commandRunFromEnvironment, directSuiteOptions, embeddedVariable } from './suite-options.ts';
import { reportProgress } from './suite-progress.ts';

/**
 * The suite that a user runs on a target: a Playwright test for each entry of `checks`. The suite's own client makes the
 * calls, so that Playwright never has a UserSig to print.
 */

const command = commandRunFromEnvironment(process.env);
let suite: Promise<Suite> | undefined;
// The command decides what a hangup of the terminal means.
if (command) process.on('SIGHUP', () => {});

for (const check of checks) {
  const title = `${check.clause} ${check.title}`;
  test(title, { tag: `@${check.clause}` }, async () => {
    suite ??= makeSuite(test.info().config);
    const running = await suite;
    const stopProgress = command && reportProgress(() => running.calls);
    const result = await running.run(check);
    stopProgress?.();
    await attach(result);
    // The command reads the results alone, and a failed test would cost a new worker.
    if (command) return;
    if (running.target.embedded)
      test.info().annotations.push({ type: 'target', description: 'the embedded reference target' });
    for (const { clause, text } of result.notes)
      test.info().annotations.push({ type: 'note', description: `${clause}: ${text}` });
    const reasons = mergeBreaches(result.breaches).map(
      ({ clause, failure }) => `${clause}: ${failure.reason}\n${failure.curl}`,
    );
    if (result.inconclusive !== null) reasons.push(result.inconclusive);
    if (reasons.length > 0) throw withoutStack(new Error(reasons.join('\n\n')));
    test.skip(result.notExercised !== null, result.notExercised ?? '');
  });
}

// An interrupted test ends here: what its check observed until then is a result, too.
test.afterEach(async () => {
  const { title, attachments } = test.info();
  const check = checks.find(({ clause, title: own }) => `${clause} ${own}` === title);
  if (attachments.length === 0 && check && suite)
    await attach((await suite).unfinished(check, 'the run was interrupted'));
});

test.afterAll(async () => (await suite)?.close());

async function attach(result: CheckResult): Promise<void> {
  await test.info().attach('result', { body: JSON.stringify(result), contentType: 'application/json' });
}

async function makeSuite({ workers, shard }: FullConfig): Promise<Suite> {
  const named = await readTarget(process.env, async () => {
    throw new UsageError('no target is named');
  });
  const embedded = command?.embedded ?? process.env[embeddedVariable] !== undefined;
  const options = command?.options ?? directSuiteOptions(workers * (shard?.total ?? 1));
  // An embedded target has an address here as any other; what it holds is its own.
  const fixtures =
    embedded && process.env.TARGET_FIXTURES === undefined ? embeddedFixtures() : named.fixtures;
  return new Suite({ ...named, embedded, fixtures }, options, command?.endsAtMs);
}
