import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import { groupGetRequest } from '../client/call/group-get-request.ts';
import {
  loggingTarget,
  type ReferenceFleet,
  stallingTarget,
  stallMs,
  startFleet,
  targetAt,
} from '../reference/reference-fleet.ts';
import type { LoadReport } from './load-report.ts';
import { RunRecord } from './record/run-record.ts';
import { runLoad } from './run-load.ts';
import { type Profile, parseProfile, readProfile, withOverrides } from './schedule/profile.ts';
import { createSchedule } from './schedule/schedule.ts';
import { realClock } from './send/clock.ts';
import { ConnectionPool } from './send/connection-pool.ts';
import { runEngine } from './send/engine.ts';

/** Real runs on targets in another process: that what is sent, and when, is what arrives, and how evenly. */

let fleet: ReferenceFleet;
before(async () => {
  fleet = await startFleet([stallingTarget, loggingTarget]);
});
after(() => fleet.stop());

function fleetTarget(name: string) {
  const target = fleet.targets.get(name);
  assert.ok(target);
  return target;
}

async function arrivalsOf(name: string): Promise<number[]> {
  const response = await fetch(new URL('/arrivals', fleetTarget(name).url));
  return (await response.json()) as number[];
}

/** A profile with a short quiet time, as only limiters need a long one. */
function quick(name: string, durationSeconds?: number): Profile {
  const profile = readProfile(name);
  const sized = durationSeconds === undefined ? profile : withOverrides(profile, { durationSeconds });
  return { ...sized, quietSeconds: 0.2, connections: { initial: 20, max: 300 } };
}

/** Repeats an inconclusive run a bounded number of times, as the machine may have been busy. */
async function conclusive(run: () => Promise<LoadReport>): Promise<LoadReport> {
  let report = await run();
  for (let tries = 1; report.verdict === 'inconclusive' && tries < 6; tries += 1) report = await run();
  return report;
}

test('what the engine says it sent, and when, is what arrived', async (t) => {
  const target = fleetTarget(loggingTarget);
  const before = (await arrivalsOf(loggingTarget)).length;
  const request = groupGetRequest(target, {}, {});
  const pool = new ConnectionPool({
    url: new URL(request.path, target.url).href,
    headers: request.headers,
    body: request.body,
    initialConnections: 20,
    maxConnections: 100,
    callTimeoutMs: 4000,
    ca: undefined,
  });
  t.after(() => pool.close());
  const record = new RunRecord(
    createSchedule([
      { kind: 'constant', ratePerSecond: 200, durationSeconds: 2 },
      { kind: 'ramp', fromRatePerSecond: 100, ratePerSecond: 900, durationSeconds: 1 },
    ]),
  );
  const startMs = realClock.nowMs();
  const startEpochMs = realClock.epochMs();
  await runEngine({
    pool,
    record,
    startMs,
    callTimeoutMs: 4000,
    judge: (result) => (result.kind === 'response' ? 'ok' : 'reset'),
  });
  assert.equal(record.count('ok'), record.schedule.calls);

  const arrived = (await arrivalsOf(loggingTarget)).slice(before).sort((a, b) => a - b);
  assert.equal(arrived.length, record.schedule.calls);
  const sent = record.columns.sentMs.slice().sort();
  const answered = record.columns.answeredMs.slice().sort();
  // Both processes read the Unix clock once, at their start, to the millisecond.
  const clocksMs = 3;
  for (const [n, arrivedMs] of arrived.entries()) {
    assert.ok(
      arrivedMs >= startEpochMs + (sent[n] as number) - clocksMs,
      `call ${n} arrived before it was sent`,
    );
    assert.ok(
      arrivedMs <= startEpochMs + (answered[n] as number) + clocksMs,
      `call ${n} arrived after its answer`,
    );
  }
  for (let n = 0; n < record.schedule.calls; n += 1)
    assert.ok(record.lagMs(n) >= 0, `call ${n} was sent before it was due`);
});

test('on a target that stalls, the p99 is that of its own log within 5 %', async () => {
  let truth: number[] = [];
  const report = await conclusive(async () => {
    const before = (await arrivalsOf(stallingTarget)).length;
    const result = await runLoad(fleetTarget(stallingTarget), quick('ceiling', 5));
    truth = (await arrivalsOf(stallingTarget)).slice(before).map(stallMs);
    return result;
  });
  assert.equal(report.verdict, 'pass', report.reason);
  truth.sort((a, b) => a - b);
  const p99 = truth[Math.ceil(truth.length * 0.99) - 1] as number;
  assert.ok(p99 > 300, `the log has a p99 of ${p99} ms`);
  const seen = report.latencyMs.p99 as number;
  assert.ok(Math.abs(seen - p99) / p99 < 0.05, `${seen} ms for ${p99} ms`);
});

test('a run that passes was even on arrival', async () => {
  let arrived: number[] = [];
  const report = await conclusive(async () => {
    const before = (await arrivalsOf(loggingTarget)).length;
    const result = await runLoad(fleetTarget(loggingTarget), quick('ceiling', 4));
    arrived = (await arrivalsOf(loggingTarget)).slice(before + 1);
    return result;
  });
  assert.equal(report.verdict, 'pass', report.reason);
  assert.equal(report.sent.count, 800);
  assert.equal(arrived.length, 800);
  // 20 calls are due in 100 ms; the profile tolerates single calls 50 ms late, which can bring ten more together.
  const lateCalls = Math.ceil(((report.sent.lagMs.max as number) + (report.serviceMs.max as number)) / 5);
  const maxTogether = Math.max(
    ...arrived.map((from) => arrived.filter((ms) => ms >= from && ms < from + 100).length),
  );
  assert.ok(maxTogether <= 21 + lateCalls, `${maxTogether} calls arrived within 100 ms`);
  assert.ok(report.sent.mostPer100Ms <= 31, `${report.sent.mostPer100Ms} calls were sent within 100 ms`);
});

test('threads that share a schedule send each call once, when it is due', async () => {
  let arrived: number[] = [];
  const report = await conclusive(async () => {
    const before = (await arrivalsOf(loggingTarget)).length;
    const result = await runLoad(fleetTarget(loggingTarget), { ...quick('ceiling', 3), threads: 3 });
    arrived = (await arrivalsOf(loggingTarget)).slice(before + 1);
    return result;
  });
  assert.equal(report.verdict, 'pass', report.reason);
  assert.deepEqual([report.offered.count, report.sent.count, report.outcomes.ok], [600, 600, 600]);
  assert.equal(arrived.length, 600);
  assert.equal(
    report.checks.find(({ id }) => id === 'L5')?.reason,
    '601 responses were judged, each of them',
  );
  assert.ok(report.sent.mostPer100Ms <= 31, `${report.sent.mostPer100Ms} calls were sent within 100 ms`);
});

test('breaches that several threads saw are reported once, with all their calls', async (t) => {
  let calls = 0;
  const good = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', ResultItem: [], CurrentSequence: 1 };
  const target = await stub(t, (_, response) => {
    calls += 1;
    response.end(JSON.stringify(calls === 1 ? good : { ...good, ErrorCode: '0' }));
  });
  const report = await runLoad(target, { ...quick('ceiling', 2), threads: 2 });
  assert.equal(report.verdict, 'fail');
  assert.equal(report.breaches.length, 1, JSON.stringify(report.breaches));
  assert.equal(report.breaches[0]?.count, 400);
});

test('a harness that was held up says so and passes nothing', async () => {
  setTimeout(() => {
    const untilMs = performance.now() + 300;
    while (performance.now() < untilMs);
  }, 2000);
  const report = await runLoad(fleetTarget(loggingTarget), quick('ceiling', 4));
  assert.equal(report.verdict, 'inconclusive');
  assert.match(report.reason, /stage 'at the ceiling' was sent late/);
  assert.equal(report.checks.find(({ id }) => id === 'L1')?.verdict, 'inconclusive');
  assert.equal(report.sent.count, 800, 'late calls are sent all the same');
});

test('a stopped run ends at once and reports what was measured', async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 1200);
  const startMs = performance.now();
  const report = await runLoad(fleetTarget(loggingTarget), quick('ceiling', 60), { signal: stop.signal });
  assert.ok(performance.now() - startMs < 10_000);
  assert.equal(report.verdict, 'inconclusive');
  assert.match(report.reason, /stopped before its end/);
  assert.ok(report.sent.count > 20 && report.sent.count < 2000, String(report.sent.count));
  assert.ok(report.checks.every(({ verdict }) => verdict !== 'pass'));
});

test('the capacity search ends by itself with a rate that is below what fails', async () => {
  const profile = parseProfile(
    'name: small\ndescription: d\nenforcement: optional\nceilingPerSecond: 400\nsearch: { startRatePerSecond: 50, maxRatePerSecond: 400, growth: 2, stepSeconds: 0.6, precision: 0.3 }\ntolerances: { sendLagP99Ms: 100, sendLagMaxMs: 400 }\nthresholdsMs: { p50: 200 }\njudges: [L5, L6, L7]',
    'f',
  );
  const report = await conclusive(() =>
    runLoad(fleetTarget(loggingTarget), { ...profile, quietSeconds: 0.1 }),
  );
  assert.equal(report.verdict, 'pass', report.reason);
  assert.equal(report.capacity?.sustainedPerSecond, 400, JSON.stringify(report.capacity));
});

/** A target in this process that answers as it is told. */
async function stub(t: TestContext, answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer((request, response) => {
    request.resume();
    request.on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return targetAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

test('a target that dies under load fails, and the run ends', async (t) => {
  let calls = 0;
  const good = JSON.stringify({
    ActionStatus: 'OK',
    ErrorCode: 0,
    ErrorInfo: '',
    ResultItem: [],
    CurrentSequence: 1,
  });
  const target = await stub(t, (request, response) => {
    calls += 1;
    if (calls < 200) response.end(good);
    else request.socket.destroy();
  });
  const report = await runLoad(target, { ...quick('ceiling', 2), callTimeoutMs: 500 });
  assert.equal(report.verdict, 'fail');
  const L7 = report.checks.find(({ id }) => id === 'L7');
  assert.equal(L7?.verdict, 'fail', L7?.reason);
  assert.equal(report.offered.count, 400);
});
