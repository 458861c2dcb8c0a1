import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ClauseId, clauseIds, editions } from '../spec/generated/contract.ts';
import { embeddedFixtures, type Fixtures } from '../target/fixtures.ts';
import type { Steps } from '../target/reference/group-get.ts';
import { mutants } from '../target/reference/mutants.ts';
import { startReferenceTarget } from '../target/reference/server.ts';
import { variants } from '../target/reference/variants.ts';
import { readServedApp, readTarget } from '../target/settings.ts';
import { checks } from './checks.ts';
import { type Finding, mergeFindings } from './finding.ts';
import { runCheck } from './run-check.ts';
import { Session } from './session.ts';

/** Runs every check in this process against mutants and variants of the reference target, and prints who fails where. */

/** Names and sizes on which common mistakes show. */
const oddFixtures: Fixtures = {
  accounts: {
    populated: {
      id: 'id',
      currentSequence: 2,
      lists: {
        group1: ['friend1'],
        group10: ['friend1', 'friend2', 'friend3'],
        'close friends': ['friend 4', 'друг'],
        'друзья 友達': ['friend2'],
        empty: [],
      },
    },
    empty: { id: 'loner' },
    unknown: { id: 'no_such_account' },
  },
  identities: { nonAdmin: { identifier: 'friend1' } },
};

/** What the suite is told of an account: everything, its name alone, or that it holds the page's sample. */
const styles: Record<'declared' | 'undeclared' | 'sample', { held: Fixtures; told: Fixtures }> = {
  declared: { held: oddFixtures, told: oddFixtures },
  undeclared: {
    held: oddFixtures,
    told: { ...oddFixtures, accounts: { ...oddFixtures.accounts, populated: { id: 'id' } } },
  },
  sample: { held: embeddedFixtures(), told: embeddedFixtures() },
};

async function clausesFailed(
  steps: Partial<Steps>,
  style: keyof typeof styles,
): Promise<Map<ClauseId, string>> {
  const { held, told } = styles[style];
  const app = { ...readServedApp({}), fixtures: held };
  const reference = await startReferenceTarget({ app, steps, limiter: { kind: 'none' } });
  const target = { ...(await readTarget({}, async () => reference.url)), fixtures: told };
  const session = new Session(target, { generatedRequests: 8, seed: 7, clauses: [] });
  try {
    const findings: Finding[] = [];
    for (const check of checks) {
      const result = await runCheck(session, check);
      assert.equal(result.inconclusive, null);
      findings.push(...result.findings);
    }
    return new Map(mergeFindings(findings).map(({ clause, failure }) => [clause, failure.reason]));
  } finally {
    await session.client.close();
    await reference.close();
  }
}

interface Trial {
  name: string;
  style: keyof typeof styles;
  steps: () => Partial<Steps>;
  /** The clause that must be reported; undefined when none may be. */
  breaches?: ClauseId;
}

const trials: Trial[] = [
  { name: 'the reference', style: 'sample', steps: () => ({}) },
  ...variants.flatMap(({ name, steps }): Trial[] => [
    { name, style: 'declared', steps },
    { name, style: 'undeclared', steps },
  ]),
  ...mutants.map(
    ({ name, breaches, steps, needsDeclaredLists, needsSampleData }): Trial => ({
      name,
      style: needsSampleData ? 'sample' : needsDeclaredLists ? 'declared' : 'undeclared',
      steps,
      breaches,
    }),
  ),
];

/**
 * All trials, a few side by side, so that one target's pauses before a further try are another's time; made before the first
 * test, as the test runner's tracking of promises would double what they take.
 */
async function tryAll(): Promise<Map<Trial, Map<ClauseId, string> | Error>> {
  const outcomes = new Map<Trial, Map<ClauseId, string> | Error>();
  const waiting = [...trials];
  const work = async () => {
    for (let trial = waiting.shift(); trial; trial = waiting.shift()) {
      outcomes.set(trial, await clausesFailed(trial.steps(), trial.style).catch((error: Error) => error));
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return outcomes;
}

const columns = clauseIds.filter((id) => editions['2021-09-28'].clauses[id].exercisedBy === 'contract');
console.log(`${columns.join(' ')}  (× reported as breached)`);

for (const [{ name, style, breaches }, failed] of await tryAll()) {
  if (breaches !== undefined && !(failed instanceof Error)) {
    console.log(`${columns.map((id) => (failed.has(id) ? '×' : '·').padEnd(id.length)).join(' ')}  ${name}`);
  }
  test(breaches ? `caught by ${breaches}: ${name}` : `conforms, ${style}: ${name}`, () => {
    if (failed instanceof Error) throw failed;
    if (breaches === undefined) assert.deepEqual([...failed], []);
    else assert.ok(failed.has(breaches), `not among what is reported: ${JSON.stringify([...failed])}`);
  });
}
