import { test } from '@playwright/test';
import { UsageError } from '../client/settings/run-errors.ts';
import { readTarget } from '../client/settings/settings.ts';
import { checks } from './checks/checks.ts';
import { runCheck } from './checks/run-check.ts';
import { Session } from './session.ts';
import { suiteOptionsFromEnvironment } from './suite-options.ts';

/**
 * The suite that a user runs on a target: a Playwright test for each entry of `checks`. The suite's own client makes the
 * calls, so that Playwright never has a UserSig to print.
 */

const session = (async () => {
  const target = await readTarget(process.env, async () => {
    throw new UsageError('no target; `npm run contract` brings its own, otherwise set TARGET_URL');
  });
  return new Session(target, suiteOptionsFromEnvironment(process.env));
})();

for (const check of checks) {
  test(`${check.clause} ${check.title}`, { tag: `@${check.clause}` }, async () => {
    const result = await runCheck(await session, check);
    await test.info().attach('result', { body: JSON.stringify(result), contentType: 'application/json' });
    test.skip(result.notExercised !== null && result.breaches.length === 0, result.notExercised ?? '');
    // The report counts a breach for its own clause, whichever check found it. A test fails only for breaches of its own
    // clause, so that each cause appears once. Besides, each failing test costs a new worker.
    const own = result.breaches.filter(({ clause }) => clause === check.clause);
    if (own.length > 0)
      throw new Error(own.map(({ failure }) => `${failure.reason}\n${failure.curl}`).join('\n\n'));
  });
}

test.afterAll(async () => (await session).client.close());
