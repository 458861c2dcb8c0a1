import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readServedApp, readTarget } from '../client/settings/settings.ts';
import { startReferenceTarget } from '../reference/server.ts';
import { editionIds } from '../spec/generated/contract.ts';
import { checks } from './checks/checks.ts';
import { runCheck } from './checks/run-check.ts';
import { detectEdition } from './detect-edition.ts';
import { Session } from './session.ts';

for (const served of editionIds) {
  test(`a target that follows ${served} is told by it, conforms to it, and to no other`, async () => {
    const reference = await startReferenceTarget({
      app: readServedApp({ TARGET_EDITION: served }),
      limiter: { kind: 'none' },
    });
    const target = await readTarget({}, async () => reference.url);
    try {
      assert.equal((await detectEdition(target)).edition, served);
      for (const edition of editionIds) {
        const session = new Session({ ...target, edition }, { generatedRequests: 10, seed: 3, clauses: [] });
        const breached = new Set<string>();
        for (const check of checks) {
          for (const { clause } of (await runCheck(session, check)).breaches) breached.add(clause);
        }
        await session.client.close();
        assert.equal(breached.has('B2'), edition !== served, `${edition}: ${[...breached]}`);
        if (edition === served) assert.deepEqual([...breached], []);
      }
    } finally {
      await reference.close();
    }
  });
}
