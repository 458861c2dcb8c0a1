import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readServedApp, readTarget, type Target } from '../client/settings/settings.ts';
import { startReferenceTarget } from '../reference/server.ts';
import { type EditionId, editionIds, editions } from '../spec/generated/contract.ts';
import { checks } from './checks/checks.ts';
import { runCheck } from './checks/run-check.ts';
import { detectEdition } from './detect-edition.ts';
import { Session } from './session.ts';

/** Editions that require the same fields: answers do not tell them apart. */
const alike = (one: EditionId, other: EditionId) =>
  editions[one].requestRequires.join() === editions[other].requestRequires.join();

for (const served of editionIds) {
  test(`the edition of a target that follows ${served} is found: the latest that answers do not tell from it`, async () => {
    await withReference(served, async (target) => {
      const { edition, evidence } = await detectEdition(target);
      const fitting = editionIds.filter((id) => alike(id, served));
      assert.equal(edition, fitting.at(-1));
      const ambiguous = evidence.some((sentence) => sentence.includes(fitting.join(', ')));
      assert.equal(ambiguous, fitting.length > 1);
    });
  });

  for (const edition of editionIds.filter((id) => id === served || !alike(id, served))) {
    test(`a target that follows ${served} ${edition === served ? 'conforms to it' : `breaches ${edition}`}`, async () => {
      await withReference(served, async (target) => {
        const session = new Session({ ...target, edition }, { generatedRequests: 10, seed: 3, clauses: [] });
        const breached = new Set<string>();
        for (const check of checks) {
          for (const { clause } of (await runCheck(session, check)).breaches) breached.add(clause);
        }
        await session.client.close();
        if (edition === served) assert.deepEqual([...breached], []);
        else assert.ok(breached.has('B2'), `${[...breached]}`);
      });
    });
  }
}

async function withReference(edition: EditionId, run: (target: Target) => Promise<void>): Promise<void> {
  const reference = await startReferenceTarget({
    app: readServedApp({ TARGET_EDITION: edition }),
    limiter: { kind: 'none' },
  });
  try {
    await run(await readTarget({}, async () => reference.url));
  } finally {
    await reference.close();
  }
}
