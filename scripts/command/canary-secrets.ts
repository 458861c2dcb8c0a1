import { signUserSig } from '../../client/credentials/usersig.ts';
import { readServedApp } from '../../client/settings/settings.ts';
import { referenceSteps, type Steps } from '../../reference/group-get.ts';
import { type ReferenceTargetOptions, startReferenceTarget } from '../../reference/server.ts';

/** Secrets that must not remain anywhere after a run, and targets that try to make them remain. For tests. */

export const secretKey = 'a-key/that+must=be&seen"nowhere<0123456789>';
export const userSig = signUserSig('another-key-0123456789', 88888888, 'admin', 3600);
const app = readServedApp({ TARGET_SECRET_KEY: secretKey });

/** Sends back what it received, also decoded: the worst that a target can do with a secret. */
export const echo: Partial<Steps> = {
  failure: (code, call) => ({
    ...referenceSteps.failure(code, call),
    ErrorInfo: `?${call.query} ${decodeURIComponent(String(call.query))} ${call.query.get('usersig')}`,
  }),
  success: (...given) => ({ ...referenceSteps.success(...given), ErrorInfo: `${secretKey} ${userSig}` }),
};
/** Breaches many clauses as well, so that reports quote the answers. */
export const echoAndBreach = { steps: { ...echo, authorize: () => undefined, account: () => undefined } };

export async function withReference<T>(
  options: Partial<ReferenceTargetOptions>,
  run: (url: string) => Promise<T>,
): Promise<T> {
  const reference = await startReferenceTarget({ app, ...options });
  try {
    return await run(reference.url);
  } finally {
    await reference.close();
  }
}

export const byKey = (url: string) => ({ TARGET_URL: url, TARGET_SECRET_KEY: secretKey });
export const byUserSig = (url: string) => ({ TARGET_URL: url, TARGET_USERSIG: userSig });
/** Nothing listens there. */
export const nowhere = 'http://127.0.0.1:9';
