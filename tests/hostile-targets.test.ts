import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Inconclusive } from '../client/settings/run-errors.ts';
import { readServedApp, type Target } from '../client/settings/settings.ts';
import { runLoad } from '../load/run-load.ts';
import { parseProfile } from '../load/schedule/profile.ts';
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

/**
 * Holds the contract suite and a short load run, both in this process, to every row of the table of hostile targets: its
 * verdict, in bounded time and memory. NIGHTLY=1 waits as long as users' runs do and lets bytes trickle one a second.
 */

const nightly = process.env.NIGHTLY === '1';
/**
 * Where no answer is to come, it is not waited for long. Where one is, this process, busy with all trials at once, must not
 * be late for it.
 */
function answerTimeoutMs(mustBe: MustBe): number {
  if (nightly) return 6000;
  if (mustBe === 'inconclusive') return 500;
  return typeof mustBe === 'object' && clausesOf(mustBe).includes('L7') ? 1000 : 10_000;
}

function clausesOf(mustBe: Exclude<MustBe, string>): readonly string[] {
  return 'breaches' in mustBe ? mustBe.breaches : mustBe.atMost;
}

const trialLimitMs = nightly ? 300_000 : 60_000;
const sideBySide = nightly ? 12 : 20;

/** Lateness of this busy process is no matter here: what is asserted does not rest on time. */
const profile = parseProfile(
  `
name: hostile
description: Evenly, at a ceiling that is low enough for many runs side by side.
stages: [{ kind: constant, ratePerSecond: 30, durationSeconds: ${nightly ? 6 : 2} }]
ceilingPerSecond: 30
connections: { initial: 4, max: 200 }
quietSeconds: 0
tolerances: { sendLagP99Ms: 20000, sendLagMaxMs: 20000 }
judges: [L1, L5, L7]
`,
  'hostile',
);
/** Enough for the pull before a load and some calls of it. */
const callsBeforeTurning = 20;
/** Far above what an answer may make the harness take in (4 MiB), and what the sockets' own buffers hold. */
const mostBytesTaken = 64 * 2 ** 20;
const mostConnections = nightly ? 2000 : 500;
const mostRssGrowth = 2 ** 30;

interface Outcome {
  verdict: 'pass' | 'fail' | 'inconclusive';
  breaches: string[];
  /** Everything that a report would hold. */
  told: string;
}

interface Trial {
  row: HostileTarget;
  instrument: 'suite' | 'load' | 'load, turning';
  mustBe: MustBe;
}

function expected(mustBe: MustBe, { breaches: seen }: Outcome): Omit<Outcome, 'told'> {
  if (typeof mustBe === 'string') return { verdict: mustBe, breaches: [] };
  const breaches = clausesOf(mustBe)
    .filter((clause) => 'breaches' in mustBe || seen.includes(clause))
    .sort();
  return { verdict: breaches.length > 0 ? 'fail' : 'pass', breaches };
}

interface Evidence {
  outcome: Outcome;
  tookMs: number;
  listener: HostileListener | undefined;
  elsewhere: HostileListener;
  /** Connections that the harness had not closed once its run was over. */
  leftOpen: number;
}

const trials = hostileTargets.flatMap((row): Trial[] => [
  { row, instrument: 'suite', mustBe: row.suite },
  { row, instrument: 'load', mustBe: row.load },
  ...(row.turningLoad ? [{ row, instrument: 'load, turning' as const, mustBe: row.turningLoad }] : []),
]);

async function suiteOutcome(target: Target, answerTimeoutMs: number): Promise<Outcome> {
  const session = new Session(target, { generatedRequests: 2, seed: 7, clauses: [], answerTimeoutMs });
  const startedAt = new Date();
  try {
    const results = [];
    for (const check of checks) results.push(await runCheck(session, check));
    const { url, edition } = target;
    const report = contractReport(results, {
      target: { url: url.href, edition },
      startedAt,
      durationMs: 0,
      problem: null,
    });
    const breaches = report.clauses.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
    return { verdict: report.verdict, breaches, told: JSON.stringify(report) };
  } finally {
    await session.client.close();
  }
}

async function loadOutcome(target: Target, callTimeoutMs: number): Promise<Outcome> {
  try {
    const report = await runLoad(target, { ...profile, callTimeoutMs });
    const breaches = report.checks.filter(({ verdict }) => verdict === 'fail').map(({ id }) => id);
    return { verdict: report.verdict as Outcome['verdict'], breaches, told: JSON.stringify(report) };
  } catch (error) {
    if (error instanceof Inconclusive) return { verdict: 'inconclusive', breaches: [], told: error.message };
    throw error;
  }
}

async function trialOf({ row, instrument, mustBe }: Trial): Promise<Evidence> {
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
    fixtures: row.told?.(app.fixtures) ?? app.fixtures,
    url: new URL(row.url ?? listener?.url ?? ''),
    credential: { kind: 'key', secretKey: app.secretKey },
    ca: certificate?.trusted,
    embedded: false,
    region: undefined,
  };
  const startMs = performance.now();
  try {
    const run = (instrument === 'suite' ? suiteOutcome : loadOutcome)(target, answerTimeoutMs(mustBe));
    const hung = sleep(trialLimitMs, undefined, { ref: false }).then(() => {
      throw new Error(`no verdict within ${trialLimitMs} ms`);
    });
    const outcome = await Promise.race([run, hung]);
    const tookMs = performance.now() - startMs;
    // The end of a connection takes a moment to arrive, and longer where this process is busy.
    const closedByMs = performance.now() + 20_000;
    while ((listener?.openConnections ?? 0) > 0 && performance.now() < closedByMs) await sleep(20);
    return { outcome, tookMs, listener, elsewhere, leftOpen: listener?.openConnections ?? 0 };
  } finally {
    listener?.close();
    elsewhere.close();
  }
}

/** All trials, side by side, before the first test, as the test runner's tracking of promises costs much. */
async function tryAll(): Promise<{ evidence: Map<Trial, Evidence | Error>; rssGrowth: number }> {
  const evidence = new Map<Trial, Evidence | Error>();
  const before = process.memoryUsage.rss();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss());
  }, 50);
  const waiting = [...trials];
  // The table begins with targets that are waited for and goes on to those that are worked with: from both ends, the one
  // fills the pauses of the other.
  const work = async (_: unknown, worker: number) => {
    const next = () => (worker % 2 === 0 ? waiting.shift() : waiting.pop());
    for (let trial = next(); trial; trial = next())
      evidence.set(trial, await trialOf(trial).catch((error: Error) => error));
  };
  await Promise.all(Array.from({ length: sideBySide }, work));
  clearInterval(watch);
  return { evidence, rssGrowth: most - before };
}

const { evidence, rssGrowth } = await tryAll();

for (const [{ row, instrument, mustBe }, seen] of evidence) {
  const words =
    typeof mustBe === 'string'
      ? mustBe
      : `${'breaches' in mustBe ? 'fail' : 'at most'} ${clausesOf(mustBe).join(' ')}`;
  test(`${instrument}: ${row.name}: ${words}`, () => {
    if (seen instanceof Error) throw seen;
    const { outcome, listener, elsewhere, leftOpen } = seen;
    assert.deepEqual(
      { verdict: outcome.verdict, breaches: outcome.breaches.sort() },
      expected(mustBe, outcome),
      `${row.why}\n${outcome.told.slice(0, 1500)}`,
    );
    assert.deepEqual([elsewhere.connections, elsewhere.receivedBytes], [0, 0], 'a redirect was followed');
    if (listener === undefined) return;
    assert.equal(listener.strayCalls, 0, 'another path was called');
    if (row.receivesNothing) assert.equal(listener.receivedBytes, 0, 'bytes went to a peer without proof');
    assert.ok(listener.mostSentBytes < mostBytesTaken, `${listener.mostSentBytes} bytes were taken`);
    assert.ok(listener.connections < mostConnections, `${listener.connections} connections were made`);
    assert.equal(leftOpen, 0, 'connections were left open');
    for (const userSig of listener.userSigs)
      assert.ok(userSig.length < 40 || !outcome.told.includes(userSig), 'a report holds a UserSig');
  });
}

test('memory stays bounded, though targets sent gigabytes', () => {
  assert.ok(rssGrowth < mostRssGrowth, `${Math.round(rssGrowth / 2 ** 20)} MiB more at the most`);
});

test('nothing was written to the prototype of objects', () => {
  assert.equal(({} as { polluted?: number }).polluted, undefined);
});

test('the table holds thirty targets at least, each by a name of its own', () => {
  assert.ok(new Set(hostileTargets.map(({ name }) => name)).size >= 30);
  assert.equal(new Set(hostileTargets.map(({ name }) => name)).size, hostileTargets.length);
});
