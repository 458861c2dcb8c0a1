import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedFixtures, type Fixtures } from '../client/settings/fixtures.ts';
import { readServedApp, readTarget } from '../client/settings/settings.ts';
import type { Steps } from '../reference/group-get.ts';
import { mutants } from '../reference/mutants/mutants.ts';
import { startReferenceTarget } from '../reference/server.ts';
import { variants } from '../reference/variants.ts';
import { type ClauseId, clauseIds, editions } from '../spec/generated/contract.ts';
import { checks } from './checks/checks.ts';
import { runCheck } from './checks/run-check.ts';
import { type Finding, mergeFindings } from './report/finding.ts';
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
        // More than are tried one by one.
        family: ['friend1'],
        work: ['friend2', 'friend3'],
        school: ['friend3'],
        club: ['friend2'],
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

/** What the suite reported: each clause breached with a reason, and the titles of the checks that brought it up. */
interface Outcome {
  clauses: Map<ClauseId, string>;
  checks: Set<string>;
}

async function outcomeOf(steps: Partial<Steps>, style: keyof typeof styles): Promise<Outcome> {
  const { held, told } = styles[style];
  const app = { ...readServedApp({}), fixtures: held };
  const reference = await startReferenceTarget({ app, steps, limiter: { kind: 'none' } });
  const target = { ...(await readTarget({}, async () => reference.url)), fixtures: told };
  const session = new Session(target, { generatedRequests: 8, seed: 7, clauses: [] });
  try {
    const findings: Finding[] = [];
    const alarmed = new Set<string>();
    for (const check of checks) {
      const result = await runCheck(session, check);
      assert.equal(result.inconclusive, null);
      findings.push(...result.findings);
      if (result.findings.length > 0) alarmed.add(check.title);
    }
    const clauses = new Map(mergeFindings(findings).map(({ clause, failure }) => [clause, failure.reason]));
    return { clauses, checks: alarmed };
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
async function tryAll(): Promise<Map<Trial, Outcome | Error>> {
  const outcomes = new Map<Trial, Outcome | Error>();
  const waiting = [...trials];
  const work = async () => {
    for (let trial = waiting.shift(); trial; trial = waiting.shift()) {
      outcomes.set(trial, await outcomeOf(trial.steps(), trial.style).catch((error: Error) => error));
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return outcomes;
}

const columns = clauseIds.filter((id) => editions['2021-09-28'].clauses[id].exercisedBy === 'contract');
console.log(`${columns.join(' ')}  (× reported as breached)`);

const proven = new Set<string>();

for (const [{ name, style, breaches }, outcome] of await tryAll()) {
  if (breaches !== undefined && !(outcome instanceof Error)) {
    const cells = columns.map((id) => (outcome.clauses.has(id) ? '×' : '·').padEnd(id.length));
    console.log(`${cells.join(' ')}  ${name}`);
    for (const title of outcome.checks) proven.add(title);
  }
  test(breaches ? `caught by ${breaches}: ${name}` : `conforms, ${style}: ${name}`, () => {
    if (outcome instanceof Error) throw outcome;
    const reported = [...outcome.clauses];
    if (breaches === undefined) assert.deepEqual(reported, []);
    else assert.ok(outcome.clauses.has(breaches), `not among what is reported: ${JSON.stringify(reported)}`);
  });
}

// C3 is the harness's own choice of host, which no answer can show; settings.test.ts has it.
for (const { clause, title } of checks.filter(({ clause }) => clause !== 'C3')) {
  test(`a mutant proves the check of ${clause}: ${title}`, () => assert.ok(proven.has(title)));
}
