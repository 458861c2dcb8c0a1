import { test } from '@playwright/test';
import { UsageError } from '../client/settings/run-errors.ts';
import { readTarget } from '../client/settings/settings.ts';
import { checks } from './checks/checks.ts';
import { runCheck } from './checks/run-check.ts';
import { Session } from './session.ts';
import { suiteOptionsFromEnvironment } from './suite-options.ts';

/**
 * The suite that a user runs on a target: a Playwright test for each entry of `checks`. Calls are made by the suite's own
 * client, so that Playwright never knows a UserSig that it could print.
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
    // A breach counts for its own clause in the report, whichever check met it. Here it fails that clause's test alone:
    // one cause is told once, and each failing test costs a new worker.
    const own = result.breaches.filter(({ clause }) => clause === check.clause);
    if (own.length > 0)
      throw new Error(own.map(({ failure }) => `${failure.reason}\n${failure.curl}`).join('\n\n'));
  });
}

test.afterAll(async () => (await session).client.close());
