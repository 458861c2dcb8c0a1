import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientOptions } from '../client/call/client.ts';
import { readServedApp, type Target } from '../client/settings/settings.ts';
import {
  type HostileListener,
  type HostileListenerOptions,
  startHostileListener,
  whole,
} from '../reference/hostile/hostile-listener.ts';
import { type HostileTarget, hostileTargets, type MustBe } from '../reference/hostile/hostile-targets.ts';
import { checks } from './checks/checks.ts';
import { runCheck } from './checks/run-check.ts';
import { contractReport } from './report/contract-report.ts';
import { Session } from './session.ts';
import type { SuiteOptions } from './suite-options.ts';
import { virtualClock } from './virtual-clock.ts';

/**
 * Holds the contract suite and a load run, in this process, to rows of the table of hostile targets: its verdict, in bounded
 * time and memory. NIGHTLY=1 waits as long as users' runs do and lets bytes trickle one a second.
 */

export const nightly = process.env.NIGHTLY === '1';

/** A run of an instrument on a row, and the verdict that it must have. */
export interface Trial {
  row: HostileTarget;
  instrument: 'suite' | 'load' | 'load, turning';
  mustBe: MustBe;
}

/** The verdict of a run, and all that its report holds. */
export interface TrialResult {
  verdict: string;
  /** Ids of the clauses breached. */
  breaches: string[];
  reportText: string;
}

export type Instrument = (target: Target, answerTimeoutMs: number) => Promise<TrialResult>;

export const trials = hostileTargets.flatMap((row): Trial[] => [
  { row, instrument: 'suite', mustBe: row.suite },
  { row, instrument: 'load', mustBe: row.load },
  ...(row.turningLoad ? [{ row, instrument: 'load, turning' as const, mustBe: row.turningLoad }] : []),
]);

/** Enough for the pull before a load and some calls of it. */
const callsBeforeTurning = 20;
const trialLimitMs = nightly ? 300_000 : 60_000;
const maxTrialsAtOnce = nightly ? 12 : 20;
/** Far above what an answer may make the harness take in (4 MiB), and what the sockets' own buffers hold. */
const maxBytesTaken = 64 * 2 ** 20;
/** Each connection of a load reopens at most eight times in a run of two seconds, as the engine backs off. */
const maxConnections = nightly ? 2000 : 500;
const maxRssGrowth = 2 ** 30;

/** What a trial left to assert on. */
interface Evidence {
  result: TrialResult;
  /** Undefined for a row where nothing listens. */
  listener: HostileListener | undefined;
  elsewhere: HostileListener;
  /** Connections that the harness had not closed once its run was over. */
  leftOpen: number;
}

/** Runs the trials and registers a test for each, and one for the memory of them all. */
export async function holdTrials(
  trials: readonly Trial[],
  instruments: Partial<Record<Trial['instrument'], Instrument>>,
): Promise<void> {
  const { evidence, rssGrowth } = await runTrials(trials, instruments);
  for (const [{ row, instrument, mustBe }, seen] of evidence) {
    test(`${instrument}: ${row.name}: ${verdictInWords(mustBe)}`, () => {
      if (seen instanceof Error) throw seen;
      const { result, listener, elsewhere, leftOpen } = seen;
      assert.deepEqual(
        { verdict: result.verdict, breaches: result.breaches.sort() },
        expected(mustBe, result),
        `${row.why}\n${result.reportText.slice(0, 1500)}`,
      );
      assert.deepEqual([elsewhere.connections, elsewhere.receivedBytes], [0, 0], 'a redirect was followed');
      if (listener === undefined) return;
      assert.equal(listener.strayCalls, 0, 'another path was called');
      if (row.receivesNothing) assert.equal(listener.receivedBytes, 0, 'bytes went to an unproven peer');
      assert.ok(listener.maxSentBytes < maxBytesTaken, `${listener.maxSentBytes} bytes were taken`);
      assert.ok(listener.connections < maxConnections, `${listener.connections} connections were made`);
      assert.equal(leftOpen, 0, 'connections were left open');
      for (const userSig of listener.userSigs)
        assert.ok(userSig.length < 40 || !result.reportText.includes(userSig), 'a report holds a UserSig');
    });
  }
  test('memory stays bounded, though targets sent gigabytes', () => {
    assert.ok(rssGrowth < maxRssGrowth, `it grew by ${Math.round(rssGrowth / 2 ** 20)} MiB`);
  });
  test('nothing was written to the prototype of objects', () => {
    assert.equal(({} as { polluted?: number }).polluted, undefined);
  });
}

/** Runs the contract suite. Its pauses take no time, except at night. */
export const suite: Instrument = async (target, answerTimeoutMs) => {
  const options: SuiteOptions & ClientOptions = {
    generatedRequests: 2,
    seed: 7,
    clauses: [],
    answerTimeoutMs,
    ...(!nightly && { clock: virtualClock() }),
  };
  const session = new Session(target, options);
  const startedAt = new Date();
  try {
    const results = [];
    for (const check of checks) results.push(await runCheck(session, check));
    const report = contractReport(results, {
      target,
      startedAt,
      durationMs: 0,
      problem: null,
    });
    const breaches = report.clauses.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
    return { verdict: report.verdict, breaches, reportText: JSON.stringify(report) };
  } finally {
    await session.client.close();
  }
};

/**
 * Runs all trials, several at a time, before the first test: the test runner's tracking of promises would slow them down.
 */
async function runTrials(
  trials: readonly Trial[],
  instruments: Partial<Record<Trial['instrument'], Instrument>>,
): Promise<{ evidence: Map<Trial, Evidence | Error>; rssGrowth: number }> {
  const evidence = new Map<Trial, Evidence | Error>();
  const rssBefore = process.memoryUsage.rss();
  let maxRss = rssBefore;
  const sampling = setInterval(() => {
    maxRss = Math.max(maxRss, process.memoryUsage.rss());
  }, 50);
  const waiting = [...trials];
  // The table begins with rows that cost waiting and ends with rows that cost work. Workers take from both ends, so that
  // the work fills the waits.
  const work = async (_: unknown, worker: number) => {
    const next = () => (worker % 2 === 0 ? waiting.shift() : waiting.pop());
    for (let trial = next(); trial; trial = next()) {
      const instrument = instruments[trial.instrument];
      if (instrument === undefined) throw new Error(`nothing runs a ${trial.instrument} trial`);
      evidence.set(trial, await runTrial(trial, instrument).catch((error: Error) => error));
    }
  };
  await Promise.all(Array.from({ length: maxTrialsAtOnce }, work));
  clearInterval(sampling);
  return { evidence, rssGrowth: maxRss - rssBefore };
}

async function runTrial({ row, instrument, mustBe }: Trial, run: Instrument): Promise<Evidence> {
  const app = readServedApp({});
  const certificate = await row.tls?.();
  const elsewhere = await startHostileListener({ app, answer: ({ socket }) => socket.end(whole('{}')) });
  const answer =
    row.answer ??
    (row.accept
      ? ({ socket }) => row.accept?.(socket)
      : ({ socket, honest }) => void socket.write(whole(honest)));
  const options: HostileListenerOptions = {
    app,
    answer,
    accept: row.accept,
    honestCalls: instrument === 'load, turning' ? callsBeforeTurning : 0,
    steps: row.steps,
    tls: certificate && { ...certificate.serves, ALPNProtocols: certificate.alpn },
    claimsTls: row.claimsTls,
    elsewhere: elsewhere.url,
    dripMs: nightly ? 1000 : 50,
  };
  const listener = row.url === undefined ? await startHostileListener(options) : undefined;
  const target: Target = {
    ...app,
    fixtures: row.declared?.(app.fixtures) ?? app.fixtures,
    url: new URL(row.url ?? listener?.url ?? ''),
    credential: { kind: 'key', secretKey: app.secretKey },
    ca: certificate?.trusted,
    embedded: false,
    region: undefined,
  };
  try {
    const hung = sleep(trialLimitMs, undefined, { ref: false }).then(() => {
      throw new Error(`no verdict within ${trialLimitMs} ms`);
    });
    const result = await Promise.race([run(target, answerTimeoutMs(mustBe)), hung]);
    // The end of a connection takes a moment to arrive, and longer when this process is busy.
    const closedByMs = performance.now() + 20_000;
    while ((listener?.openConnections ?? 0) > 0 && performance.now() < closedByMs) await sleep(20);
    return { result, listener, elsewhere, leftOpen: listener?.openConnections ?? 0 };
  } finally {
    listener?.close();
    elsewhere.close();
  }
}

/**
 * A run that must end without an answer waits briefly for it. A run that needs its answers waits long, as this process,
 * busy with all trials at once, may read them late.
 */
function answerTimeoutMs(mustBe: MustBe): number {
  if (nightly) return 6000;
  if (mustBe === 'inconclusive') return 500;
  return typeof mustBe === 'object' && clausesOf(mustBe).includes('L7') ? 1000 : 10_000;
}

function expected(
  mustBe: MustBe,
  { breaches: seen }: TrialResult,
): Pick<TrialResult, 'verdict' | 'breaches'> {
  if (typeof mustBe === 'string') return { verdict: mustBe, breaches: [] };
  const breaches = clausesOf(mustBe)
    .filter((clause) => 'breaches' in mustBe || seen.includes(clause))
    .sort();
  return { verdict: breaches.length > 0 ? 'fail' : 'pass', breaches };
}

function verdictInWords(mustBe: MustBe): string {
  if (typeof mustBe === 'string') return mustBe;
  return `${'breaches' in mustBe ? 'fail' : 'at most'} ${clausesOf(mustBe).join(' ')}`;
}

function clausesOf(mustBe: Exclude<MustBe, string>): readonly string[] {
  return 'breaches' in mustBe ? mustBe.breaches : mustBe.atMost;
}
