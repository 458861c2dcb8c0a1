import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, type TestContext, test } from 'node:test';
import { groupGetRequest } from '../client/call/group-get-request.ts';
import { Inconclusive, UsageError } from '../client/settings/usage-error.ts';
import {
  loggingTarget,
  type ReferenceFleet,
  servedApp,
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
import { ConnectionPool } from './send/connection-pool.ts';
import { runEngine } from './send/engine.ts';

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

/** A profile without the quiet time, which only matters to limiters. */
function quick(name: string, durationSeconds?: number): Profile {
  const profile = readProfile(name);
  const sized = durationSeconds === undefined ? profile : withOverrides(profile, { durationSeconds });
  return { ...sized, quietSeconds: 0.2, connections: { initial: 20, max: 300 } };
}

/** Repeats what came out inconclusive, a bounded number of times: the machine may have been busy. */
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
  const startMs = performance.now();
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
  const startEpochMs = performance.timeOrigin + startMs;
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
  // 20 calls fall due in 100 ms; the profile tolerates single calls 50 ms late, which can bring ten more together.
  const lateCalls = Math.ceil(((report.sent.lagMs.max as number) + (report.serviceMs.max as number)) / 5);
  const mostTogether = Math.max(
    ...arrived.map((from) => arrived.filter((ms) => ms >= from && ms < from + 100).length),
  );
  assert.ok(mostTogether <= 21 + lateCalls, `${mostTogether} calls arrived within 100 ms`);
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

test('breaches that several threads saw are told once, with all their calls', async (t) => {
  let calls = 0;
  const good = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', ResultItem: [], CurrentSequence: 1 };
  const { target } = await stub(t, (_, response) => {
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

test('a stopped run ends at once and tells what was measured', async () => {
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

test('progress tells of the stage and the counts', async () => {
  const seen: string[] = [];
  let sent = 0;
  await runLoad(fleetTarget(loggingTarget), quick('ceiling', 2), {
    onProgress: (progress) => {
      seen.push(progress.stage);
      assert.ok(progress.sent >= sent && progress.ok <= progress.sent);
      sent = progress.sent;
    },
  });
  assert.ok(seen.length > 0 && seen.every((stage) => stage === 'at the ceiling') && sent > 0);
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

async function stub(t: TestContext, answer: (request: IncomingMessage, response: ServerResponse) => void) {
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    request.resume();
    request.on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    target: targetAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    calls: () => calls,
  };
}

const fail = (code: number) =>
  JSON.stringify({ ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: 'no', ErrorDisplay: '' });

test('credentials that are refused: no load, and words that help', async (t) => {
  const { target, calls } = await stub(t, (_, response) => response.end(fail(30003)));
  await assert.rejects(runLoad(target, quick('ceiling', 2)), (error) => {
    assert.ok(error instanceof Inconclusive);
    assert.match(error.message, /30003.*check the credentials/);
    return true;
  });
  assert.ok(calls() <= 5);
});

test('a target that is not there: inconclusive, at once', async () => {
  await assert.rejects(runLoad(targetAt('http://127.0.0.1:1'), quick('ceiling', 2)), (error) => {
    assert.ok(error instanceof Inconclusive);
    assert.match(error.message, /gave no answer to judge: ECONNREFUSED/);
    return true;
  });
});

test('a target whose every answer breaks the contract fails without being put under load', async (t) => {
  const { target, calls } = await stub(t, (_, response) => response.end('<html>'));
  const report = await runLoad(target, quick('ceiling', 2));
  assert.equal(report.verdict, 'fail');
  assert.equal(report.checks.find(({ id }) => id === 'L5')?.verdict, 'fail');
  assert.ok(calls() <= 5);
});

test('no secret and no control character of a target reaches the report', async (t) => {
  const { target } = await stub(t, (request, response) => {
    const url = decodeURIComponent(request.url ?? '');
    response.end(
      JSON.stringify({
        ActionStatus: 'FAIL',
        ErrorCode: 1,
        ErrorInfo: `\u001b[2J${url} ${servedApp.secretKey}\u202e`,
      }),
    );
  });
  const report = await runLoad(target, quick('ceiling', 2));
  const text = JSON.stringify(report);
  assert.equal(report.verdict, 'fail');
  assert.match(text, /usersig=\*\*\*/);
  assert.ok(!text.includes(servedApp.secretKey));
  assert.ok(!text.includes('eJ'), 'a UserSig begins like this');
  // What the target escaped itself stays escaped text; no such character is there in the raw.
  for (const { response, reason } of report.breaches)
    for (const mark of ['\u001b', '\u202e']) assert.ok(!`${response}${reason}`.includes(mark));
});

test('a host that is not loopback needs consent by name', async () => {
  const target = targetAt('https://api.example.test');
  for (const consent of [undefined, 'other.test']) {
    await assert.rejects(runLoad(target, quick('over'), { consent }), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /above the ceiling to api\.example\.test.*--consent api\.example\.test/);
      return true;
    });
  }
  await assert.rejects(runLoad(target, quick('ceiling')), /2000 calls to api\.example\.test/);
});

test('a host behind a proxy is not put under load', async () => {
  const target = { ...targetAt('https://api.example.test'), proxy: 'HTTPS_PROXY' };
  await assert.rejects(runLoad(target, quick('over'), { consent: 'api.example.test' }), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, /HTTPS_PROXY.*NO_PROXY/);
    return true;
  });
});

test('a target that dies under load fails, and the run ends', async (t) => {
  let calls = 0;
  const good = JSON.stringify({
    ActionStatus: 'OK',
    ErrorCode: 0,
    ErrorInfo: '',
    ResultItem: [],
    CurrentSequence: 1,
  });
  const { target } = await stub(t, (request, response) => {
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
