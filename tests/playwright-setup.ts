import { Inconclusive, UsageError } from '../client/settings/run-errors.ts';
import { readTarget, type Target } from '../client/settings/settings.ts';
import { noteOnForeignVariables } from '../client/settings/target-variables.ts';
import { type EmbeddedTarget, startEmbeddedTarget } from '../reference/embedded.ts';
import { detectEdition } from './detect-edition.ts';
import { NotExercised, Session } from './session.ts';
import { withoutStack } from './stackless-error.ts';
import { directSuiteOptions, embeddedVariable } from './suite-options.ts';

/**
 * The global setup when a user runs Playwright directly: reads the TARGET_* variables, starts the embedded target when they
 * name none, and makes the first pulls.
 * @returns the teardown
 * @throws Error, which fails the whole run, for a wrong setting, a target out of reach and refused credentials
 */
export default async function setup(): Promise<() => void> {
  const note = noteOnForeignVariables(process.env);
  if (note !== undefined) console.error(note);
  let embedded: EmbeddedTarget | undefined;
  try {
    const target = await readTarget(process.env, async (app) => {
      embedded = await startEmbeddedTarget(app);
      // The workers inherit these.
      process.env.TARGET_URL = embedded.url;
      process.env.TARGET_SECRET_KEY = app.secretKey;
      process.env[embeddedVariable] = 'yes';
      return embedded.url;
    });
    // Not to stdout, where a reporter may write JSON.
    if (target.embedded) console.error('No target is named: the tests run on the embedded reference target.');
    if (process.env.TARGET_EDITION === 'auto') {
      const { edition, evidence } = await detectEdition(target);
      console.error(`The target follows the edition ${edition}: ${evidence.join('; ')}.`);
      process.env.TARGET_EDITION = edition;
    }
    await expectJudgeable(target);
  } catch (error) {
    embedded?.stop();
    throw isForUser(error) ? withoutStack(error) : error;
  }
  return () => embedded?.stop();
}

function isForUser(error: unknown): error is Error {
  return error instanceof UsageError || error instanceof Inconclusive;
}

/** @throws Inconclusive when the target is out of reach or refuses the credentials */
async function expectJudgeable(target: Target): Promise<void> {
  const session = new Session(target, directSuiteOptions(1));
  try {
    await session.ready();
  } catch (error) {
    // A breach by the first pulls shows again in each test.
    if (!(error instanceof NotExercised)) throw error;
  } finally {
    await session.client.close();
  }
  if (session.refused !== undefined) throw new Inconclusive(session.refused);
}
