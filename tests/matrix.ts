import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ClientOptions } from '../client/call/client.ts';
import { Secrets } from '../client/credentials/secrets.ts';
import { embeddedFixtures, type Fixtures } from '../client/settings/fixtures.ts';
import { readServedApp, readTarget } from '../client/settings/settings.ts';
import type { Steps } from '../reference/group-get.ts';
import { mutants } from '../reference/mutants/mutants.ts';
import type { ServiceOptions } from '../reference/service.ts';
import { variants } from '../reference/variants.ts';
import { type ClauseId, clauseIdsOf } from '../spec/generated/contract.ts';
import { checks } from './checks/checks.ts';
import { runCheck } from './checks/run-check.ts';
import { mergeBreaches, type ShownBreach } from './report/breach.ts';
import { Session } from './session.ts';
import type { SuiteOptions } from './suite-options.ts';

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
        // Together more lists than the suite tries one by one.
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

/** What the fixtures declare to the suite: the whole account, its name alone, or the page's sample data. */
const styles: Record<'declared' | 'undeclared' | 'sample', { held: Fixtures; declared: Fixtures }> = {
  declared: { held: oddFixtures, declared: oddFixtures },
  undeclared: {
    held: oddFixtures,
    declared: { ...oddFixtures, accounts: { ...oddFixtures.accounts, populated: { id: 'id' } } },
  },
  sample: { held: embeddedFixtures(), declared: embeddedFixtures() },
};

/** A mutant or a variant of the reference target, and the clauses that the suite must report. */
interface Trial {
  name: string;
  style: keyof typeof styles;
  steps: () => Partial<Steps>;
  /** Exactly these, the one that a mutant is written for first; none for a target that conforms. */
  breaches: readonly ClauseId[];
  dependsOnOverlap?: true | undefined;
}

/** What the suite reported: each clause breached with a reason, and the titles of the checks that found a breach. */
interface Reported {
  clauses: Map<ClauseId, string>;
  checks: Set<string>;
}

/** A reference target that a trial calls, and the way to it. */
interface ReachedTarget {
  url: string;
  clientOptions?: ClientOptions;
  close?(): Promise<void>;
}

/** How the matrix reaches its targets. */
interface Way {
  /** Makes the target of one trial. */
  reach(options: ServiceOptions): Promise<ReachedTarget>;
  /** Trials at a time; more than one fills the pauses of real time. */
  sideBySide: number;
  /** Calls that are made at once arrive in their order. */
  inOrder: boolean;
}

const trials: Trial[] = [
  { name: 'the reference', style: 'sample', steps: () => ({}), breaches: [] },
  ...variants.flatMap(({ name, steps }): Trial[] => [
    { name, style: 'declared', steps, breaches: [] },
    { name, style: 'undeclared', steps, breaches: [] },
  ]),
  ...mutants.map(
    (mutant): Trial => ({
      name: mutant.name,
      style: mutant.needsSampleData ? 'sample' : mutant.needsDeclaredLists ? 'declared' : 'undeclared',
      steps: mutant.steps,
      breaches: [mutant.breaches, ...(mutant.alsoBreaches ?? [])],
      dependsOnOverlap: mutant.dependsOnOverlap,
    }),
  ),
];

const servedApp = readServedApp({});
const embeddedTarget = await readTarget({}, async () => 'http://127.0.0.1');

/** Knows no secret: masking takes time for every UserSig that a trial sends, and nobody reads a trial's records. */
class NoSecrets extends Secrets {
  override add(): void {}
}

async function report({ steps, style }: Trial, reach: Way['reach']): Promise<Reported> {
  const { held, declared } = styles[style];
  const app = { ...servedApp, fixtures: held };
  const reached = await reach({ app, steps: steps(), limiter: { kind: 'none' } });
  const target = { ...embeddedTarget, url: new URL(reached.url), fixtures: declared };
  const options: SuiteOptions & ClientOptions = {
    ...reached.clientOptions,
    secrets: new NoSecrets(),
    generatedRequests: 8,
    seed: 7,
    clauses: [],
  };
  const session = new Session(target, options);
  try {
    const breaches: ShownBreach[] = [];
    const failed = new Set<string>();
    for (const check of checks) {
      const result = await runCheck(session, check);
      assert.equal(result.inconclusive, null);
      breaches.push(...result.breaches);
      if (result.breaches.length > 0) failed.add(check.title);
    }
    const clauses = new Map(mergeBreaches(breaches).map(({ clause, failure }) => [clause, failure.reason]));
    return { clauses, checks: failed };
  } finally {
    await session.client.close();
    await reached.close?.();
  }
}

/** Makes all trials before the first test: the test runner's tracking of promises would double their time. */
async function reportAll({ reach, sideBySide }: Way): Promise<Map<Trial, Reported | Error>> {
  const reports = new Map<Trial, Reported | Error>();
  const waiting = [...trials];
  const work = async () => {
    for (let trial = waiting.shift(); trial; trial = waiting.shift()) {
      reports.set(trial, await report(trial, reach).catch((error: Error) => error));
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
  return reports;
}

/**
 * Runs every check against every mutant and every variant of the reference target, prints which clauses each mutant
 * breaches, and declares a test for each trial and for each check.
 */
export async function testMatrix(way: Way): Promise<void> {
  const columns = clauseIdsOf.contract;
  console.log(`${columns.join(' ')}  (× reported as breached)`);
  const proven = new Set<string>();
  for (const [{ name, style, breaches, dependsOnOverlap }, reported] of await reportAll(way)) {
    if (breaches.length > 0 && !(reported instanceof Error)) {
      const cells = columns.map((id) => (reported.clauses.has(id) ? '×' : '·').padEnd(id.length));
      console.log(`${cells.join(' ')}  ${name}`);
      for (const title of reported.checks) proven.add(title);
    }
    test(breaches.length > 0 ? `${breaches.join(' ')}: ${name}` : `conforms, ${style}: ${name}`, () => {
      if (reported instanceof Error) throw reported;
      const reasons = JSON.stringify([...reported.clauses]);
      const [first] = breaches;
      if (dependsOnOverlap && !way.inOrder && first) assert.ok(reported.clauses.has(first), reasons);
      else assert.deepEqual([...reported.clauses.keys()].sort(), [...breaches].sort(), reasons);
    });
  }
  // C3 is the harness's own choice of host, which no answer can show; settings.test.ts tests it.
  for (const { clause, title } of checks.filter(({ clause }) => clause !== 'C3')) {
    test(`a mutant proves the check of ${clause}: ${title}`, () => assert.ok(proven.has(title)));
  }
}
