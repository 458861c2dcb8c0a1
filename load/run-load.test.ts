import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Inconclusive, UsageError } from '../client/settings/run-errors.ts';
import type { Target } from '../client/settings/settings.ts';
import { createLimiter, type LimiterOptions } from '../reference/limiter.ts';
import { servedApp, stall, stallMs, targetAt } from '../reference/reference-fleet.ts';
import { recordedRun } from './judge/recorded-run.ts';
import type { LoadReport } from './load-report.ts';
import { MemoryFile } from './record/memory-file.ts';
import { readRecord } from './record/read-record.ts';
import { RecordWriter } from './record/record-writer.ts';
import { reportOfRun } from './report-of-run.ts';
import { type LoadOptions, runLoad } from './run-load.ts';
import { type Profile, parseProfile, readProfile, withOverrides } from './schedule/profile.ts';
import { type PretendedAnswer, type PretendedBehaviour, PretendedPeer } from './send/pretended-peer.ts';
import { VirtualClock } from './send/virtual-clock.ts';

/** Whole runs in virtual time, on a pretended target; `run-load.long.test.ts` makes real ones. */

const target = targetAt('http://127.0.0.1:1');
const ok = {
  ActionStatus: 'OK',
  ErrorCode: 0,
  ErrorInfo: '',
  ResultItem: [{ GroupName: 'group1', FriendNumber: 1, To_Account: ['friend1'] }],
  CurrentSequence: 1,
};
const good = JSON.stringify(ok);
const fail = (code: number) =>
  JSON.stringify({ ActionStatus: 'FAIL', ErrorCode: code, ErrorInfo: 'no', ErrorDisplay: '' });

/** A profile with a small pool, and no longer than it must be. */
function quick(name: string, durationSeconds?: number): Profile {
  const profile = readProfile(name);
  const sized = durationSeconds === undefined ? profile : withOverrides(profile, { durationSeconds });
  return { ...sized, connections: { initial: 20, max: 300 } };
}

interface PretendedRun {
  behaviour?: PretendedBehaviour;
  options?: LoadOptions;
  /** Called before the run, to plan what happens in it. */
  plan?: (clock: VirtualClock, peer: PretendedPeer) => void;
  on?: Target;
}

/** Every run is recorded, and its record is judged: the reports are the same. */
async function pretendedRun(
  profile: Profile,
  { behaviour = {}, options = {}, plan = () => {}, on = target }: PretendedRun = {},
): Promise<{ report: LoadReport; clock: VirtualClock; peer: PretendedPeer; file: MemoryFile }> {
  const clock = new VirtualClock();
  const peer = new PretendedPeer(clock, { answer: () => ({ body: good }), ...behaviour });
  plan(clock, peer);
  const parts = { clock, connections: peer.connections };
  const file = new MemoryFile();
  const record = new RecordWriter(file, () => clock.nowMs());
  const report = await clock.until(runLoad(on, profile, { ...options, parts, record }));
  const recorded = await recordedRun(file);
  assert.deepEqual(reportOfRun(recorded.run), report, 'the record is judged otherwise');
  return { report, clock, peer, file };
}

const checkOf = (report: LoadReport, id: string) => report.checks.find((check) => check.id === id);

test('a run that passes sends each call of the schedule once, evenly, after a pull and a quiet time', async () => {
  const profile = quick('ceiling', 4);
  const { report, peer } = await pretendedRun(profile);
  assert.equal(report.verdict, 'pass', report.reason);
  const { offered, sent, outcomes } = report;
  assert.deepEqual([offered.count, sent.count, outcomes.ok, report.attempts], [800, 800, 800, 1]);
  const [baselineMs = 0, ...arrivals] = peer.arrivalsMs;
  assert.equal(arrivals.length, 800);
  assert.ok((arrivals[0] as number) - baselineMs >= profile.quietSeconds * 1000);
  const gaps = arrivals.slice(1).map((ms, n) => ms - (arrivals[n] as number));
  assert.ok(
    Math.min(...gaps) > 4.85 && Math.max(...gaps) < 5.15,
    `gaps of ${Math.min(...gaps)} to ${Math.max(...gaps)} ms`,
  );
  assert.ok(sent.mostPer100Ms <= 21 && sent.mostPerSecond <= 201, JSON.stringify(sent));
  assert.equal(checkOf(report, 'L5')?.reason, '801 responses were judged, each of them');
  assert.ok((report.latencyMs.max as number) >= 1 && (report.latencyMs.max as number) < 1.2);
  assert.deepEqual(
    report.perSecond.slice(0, 4).map(({ sent }) => sent),
    [200, 200, 200, 200],
  );
});

test('each call has a random number of its own (C2)', async () => {
  const seen: string[] = [];
  await pretendedRun(quick('ceiling', 2), {
    behaviour: {
      answer: (_, request) => {
        seen.push(/random=(\d+)/.exec(request)?.[1] ?? '');
        return { body: good };
      },
    },
  });
  assert.equal(seen.length, 401);
  assert.ok(seen.slice(1).every((random) => /^\d{10}$/.test(random)));
  assert.ok(new Set(seen).size > 395);
});

test('on a target that stalls, latency counts from when a call was due, and its p99 is the true one within 5 %', async () => {
  const stallsMs: number[] = [];
  const { report } = await pretendedRun(quick('ceiling', 5), {
    plan: (clock, peer) => {
      peer.behaviour.answer = () => {
        const afterMs = stallMs(clock.epochMs());
        stallsMs.push(afterMs);
        return { afterMs, body: good };
      };
    },
  });
  assert.equal(report.verdict, 'pass', report.reason);
  const truth = stallsMs.slice(1).sort((a, b) => a - b);
  const p99 = truth[Math.ceil(truth.length * 0.99) - 1] as number;
  assert.ok(p99 > 0.6 * stall.forMs, `the log has a p99 of ${p99} ms`);
  const seen = report.latencyMs.p99 as number;
  assert.ok(Math.abs(seen - p99) / p99 < 0.05, `${seen} ms for ${p99} ms`);
});

test('a harness that was held up says so and passes nothing', async () => {
  const { report } = await pretendedRun(quick('ceiling', 4), {
    plan: (clock) => clock.happens(5000, () => clock.block(300)),
  });
  assert.equal(report.verdict, 'inconclusive');
  assert.match(report.reason, /stage 'at the ceiling' was sent late/);
  assert.equal(checkOf(report, 'L1')?.verdict, 'inconclusive');
  assert.equal(report.sent.count, 800, 'late calls are sent all the same');
});

test('a stopped run ends at once and reports what was measured', async () => {
  const stop = new AbortController();
  const { report, clock } = await pretendedRun(quick('ceiling', 60), {
    options: { signal: stop.signal },
    plan: (clock) => clock.happens(4000, () => stop.abort()),
  });
  assert.equal(clock.nowMs(), 5000);
  assert.equal(report.verdict, 'inconclusive');
  assert.match(report.reason, /stopped before its end/);
  assert.ok(report.sent.count > 20 && report.sent.count < 2000, String(report.sent.count));
  assert.ok(report.checks.every(({ verdict }) => verdict !== 'pass'));
});

test('a run that is stopped in its quiet time reports that no load was sent', async () => {
  const stop = new AbortController();
  const { report } = await pretendedRun(quick('ceiling', 60), {
    options: { signal: stop.signal },
    plan: (clock) => clock.happens(200, () => stop.abort()),
  });
  assert.equal(report.verdict, 'inconclusive');
  assert.equal(report.sent.count, 0);
});

test('progress shows the stage and the counts, about twice a second', async () => {
  const seen: string[] = [];
  let sent = 0;
  await pretendedRun(quick('ceiling', 2), {
    options: {
      onProgress: (progress) => {
        seen.push(progress.stage);
        assert.ok(progress.sent >= sent && progress.ok <= progress.sent);
        assert.equal(progress.totalMs, 2000);
        sent = progress.sent;
      },
    },
  });
  assert.deepEqual(seen, ['at the ceiling', 'at the ceiling', 'at the ceiling']);
  // Those due up to 1.5 s, that moment included.
  assert.equal(sent, 301);
});

const search = parseProfile(
  'name: small\ndescription: d\nenforcement: optional\nceilingPerSecond: 400\nsearch: { startRatePerSecond: 50, maxRatePerSecond: 400, growth: 2, stepSeconds: 0.6, precision: 0.3 }\ntolerances: { sendLagP99Ms: 100, sendLagMaxMs: 400 }\nthresholdsMs: { p50: 200 }\njudges: [L5, L6, L7]',
  'f',
);

test('the capacity search ends by itself at the highest rate of the profile, where no rate fails', async () => {
  const { report } = await pretendedRun(search);
  assert.equal(report.verdict, 'pass', report.reason);
  assert.equal(report.capacity?.sustainedPerSecond, 400, JSON.stringify(report.capacity));
  assert.deepEqual(
    report.capacity?.steps.map(({ ratePerSecond }) => ratePerSecond),
    [50, 100, 200, 400],
  );
});

test('the capacity search ends below the rate that fails', async () => {
  // A target that takes 4 ms for each call, one after another: 250 calls a second.
  let freeMs = 0;
  const longer = withOverrides(search, { durationSeconds: 3 });
  const { report } = await pretendedRun(longer, {
    plan: (clock, peer) => {
      peer.behaviour.answer = () => {
        freeMs = Math.max(freeMs, clock.nowMs()) + 4;
        return { afterMs: freeMs - clock.nowMs(), body: good };
      };
    },
  });
  assert.equal(report.verdict, 'pass', report.reason);
  const { sustainedPerSecond, steps = [] } = report.capacity ?? {};
  assert.ok(sustainedPerSecond === 200 || sustainedPerSecond === 250, JSON.stringify(report.capacity));
  assert.ok(steps.some(({ ratePerSecond, sustained }) => ratePerSecond === 400 && !sustained));
});

test('a capacity search on a target that refuses at any rate fails', async () => {
  const { report } = await pretendedRun(search, {
    behaviour: { answer: (n) => ({ body: n === 0 ? good : fail(60011) }) },
  });
  assert.equal(report.verdict, 'fail', report.reason);
  assert.equal(report.capacity?.sustainedPerSecond, null);
  assert.match(report.reason, /^no rate was sustained: 1 refusals: the target has a limiter/);
});

const limiters: [title: string, limiter: LimiterOptions, profile: string, verdict: string, check?: string][] =
  [
    ['no limiter, within the ceiling', { kind: 'none' }, 'ceiling', 'pass'],
    ['a fixed window of 200, within', { kind: 'fixed-window', ceilingPerSecond: 200 }, 'ceiling', 'pass'],
    [
      'a fixed window of 150, within',
      { kind: 'fixed-window', ceilingPerSecond: 150 },
      'ceiling',
      'fail',
      'L1',
    ],
    ['a fixed window of 200, over', { kind: 'fixed-window', ceilingPerSecond: 200 }, 'over', 'pass'],
    ['no limiter, over', { kind: 'none' }, 'over', 'fail', 'L3'],
  ];
for (const [title, options, name, verdict, breached] of limiters) {
  test(`a limiter decides a whole run: ${title}`, async () => {
    const { admit } = createLimiter(options);
    const { report } = await pretendedRun(quick(name), {
      plan: (clock, peer) => {
        peer.behaviour.answer = (): PretendedAnswer => ({
          body: admit(clock.epochMs(), 0) ? good : fail(60011),
        });
      },
    });
    assert.equal(report.verdict, verdict, report.reason);
    for (const { id, verdict } of report.checks) assert.equal(verdict === 'fail', id === breached, id);
  });
}

test('credentials that are refused: no load, and words that help', async () => {
  let calls = 0;
  const answer = () => {
    calls += 1;
    return { body: fail(30003) };
  };
  await assert.rejects(pretendedRun(quick('ceiling', 2), { behaviour: { answer } }), (error) => {
    assert.ok(error instanceof Inconclusive);
    assert.match(error.message, /30003.*check the credentials/);
    return true;
  });
  assert.equal(calls, 5);
});

test('a pull that is refused as too frequent is tried again a second later', async () => {
  const { report, peer } = await pretendedRun(quick('ceiling', 2), {
    behaviour: { answer: (n) => ({ body: n < 2 ? fail(60011) : good }) },
  });
  assert.equal(report.verdict, 'pass', report.reason);
  const [first = 0, second = 0, third = 0] = peer.arrivalsMs;
  assert.deepEqual([second - first > 1000, third - second > 1000], [true, true]);
});

test('a target that is not there: inconclusive, at once', async () => {
  await assert.rejects(runLoad(target, quick('ceiling', 2)), (error) => {
    assert.ok(error instanceof Inconclusive);
    assert.match(error.message, /gave no answer to judge: ECONNREFUSED/);
    return true;
  });
});

test('a peer that is not trusted before the load: inconclusive, and nothing is sent', async () => {
  let calls = 0;
  const behaviour: PretendedBehaviour = {
    connect: () => 'untrusted',
    answer: () => {
      calls += 1;
      return { body: good };
    },
  };
  await assert.rejects(pretendedRun(quick('ceiling', 2), { behaviour }), (error) => {
    assert.ok(error instanceof Inconclusive);
    assert.match(error.message, /certificate does not verify \(SELF_SIGNED\); nothing was sent to it/);
    return true;
  });
  assert.equal(calls, 0);
});

test('a peer that is not trusted in the middle of a load ends it: inconclusive', async () => {
  const { report, clock } = await pretendedRun(quick('ceiling', 60), {
    plan: (clock, peer) => {
      peer.behaviour.connect = () => (clock.nowMs() < 8000 ? 'ready' : 'untrusted');
    },
    behaviour: { idleMs: 100 },
  });
  assert.equal(report.verdict, 'inconclusive');
  assert.match(report.reason, /certificate does not verify/);
  assert.ok(clock.nowMs() < 12_000, `${clock.nowMs()} ms`);
});

test('a target whose every answer breaks the contract fails without being put under load', async () => {
  const { report, peer } = await pretendedRun(quick('ceiling', 2), {
    behaviour: { answer: () => ({ body: '<html>' }) },
  });
  assert.equal(report.verdict, 'fail');
  assert.equal(checkOf(report, 'L5')?.verdict, 'fail');
  assert.equal(peer.arrivalsMs.length, 5);
});

test('breaches of one kind are reported once, with all their calls', async () => {
  const { report } = await pretendedRun(quick('ceiling', 2), {
    behaviour: { answer: (n) => ({ body: n === 0 ? good : JSON.stringify({ ...ok, ErrorCode: '0' }) }) },
  });
  assert.equal(report.verdict, 'fail');
  assert.equal(report.breaches.length, 1, JSON.stringify(report.breaches));
  assert.equal(report.breaches[0]?.count, 400);
});

test('no secret and no control character of a target reaches the report', async () => {
  const { report } = await pretendedRun(quick('ceiling', 2), {
    behaviour: {
      answer: (_, request) => ({
        body: JSON.stringify({
          ActionStatus: 'FAIL',
          ErrorCode: 1,
          ErrorInfo: `\u001b[2J${decodeURIComponent(request.split('\r\n')[0] ?? '')} ${servedApp.secretKey}\u202e`,
        }),
      }),
    },
  });
  const text = JSON.stringify(report);
  assert.equal(report.verdict, 'fail');
  assert.match(text, /usersig=\*\*\*/);
  assert.ok(!text.includes(servedApp.secretKey));
  assert.ok(!text.includes('eJ'), 'a UserSig begins like this');
  // What the target escaped itself stays escaped text; the characters themselves are removed.
  for (const { response, reason } of report.breaches)
    for (const mark of ['\u001b', '\u202e']) assert.ok(!`${response}${reason}`.includes(mark));
});

test('no secret that a target sends back reaches the record, and each distinct body is in it once', async () => {
  const { file } = await pretendedRun(quick('ceiling', 2), {
    behaviour: {
      answer: (n, request) => {
        const line = decodeURIComponent(request.split('\r\n')[0] ?? '').replace(/random=\d+/, '');
        const echo = { ...ok, ErrorInfo: `${line} ${servedApp.secretKey} ${n % 3}` };
        return { body: n === 0 ? good : JSON.stringify(echo) };
      },
    },
  });
  const texts: (string | null)[] = [];
  for await (const part of readRecord(file)) if (part.kind === 'calls') texts.push(...part.rows.body_text);
  const known = texts.filter((text) => text !== null);
  assert.equal(texts.length, 400);
  assert.equal(known.length, 3);
  assert.equal(new Set(known).size, 3);
  for (const text of [...known, file.bytes.toString('latin1')]) {
    assert.ok(!text.includes(servedApp.secretKey.slice(0, 16)));
    assert.ok(!text.includes('eJ'), 'a UserSig begins like this');
  }
  assert.match(known.join(), /usersig=\*\*\*/);
});

test('bodies that are all different are kept up to a bound, and counted all the same', async () => {
  const { file, report } = await pretendedRun(quick('ceiling', 2), {
    behaviour: { answer: (n) => ({ body: JSON.stringify({ ...ok, Note: `${n} ${'x'.repeat(9000)}` }) }) },
  });
  assert.equal(report.outcomes.ok + report.outcomes.contractViolations, 400);
  let numbered = 0;
  let codes = 0;
  for await (const part of readRecord(file)) {
    if (part.kind !== 'calls') continue;
    numbered += part.rows.body.filter((body) => body !== null).length;
    codes += part.rows.error_code.filter((code) => code === 0).length;
    for (const text of part.rows.body_text) assert.ok((text?.length ?? 0) < 4100);
  }
  assert.equal(numbered, 64);
  assert.equal(codes, 400);
});

test('a record changes nothing in the report', async () => {
  const run = async (isRecorded: boolean) => {
    const clock = new VirtualClock();
    const { connections } = new PretendedPeer(clock, { answer: () => ({ body: good }) });
    const record = isRecorded ? { record: new RecordWriter(new MemoryFile(), () => clock.nowMs()) } : {};
    const options = { ...record, parts: { clock, connections } };
    const { sent, ...report } = await clock.until(runLoad(target, quick('ceiling', 4), options));
    // The event loop of this process is real.
    return { ...report, sent: { ...sent, eventLoopDelayMs: null } };
  };
  assert.deepEqual(await run(true), await run(false));
});

test('a host that is not loopback needs consent by name', async () => {
  const remote = targetAt('https://api.example.test');
  for (const consent of [undefined, 'other.test']) {
    await assert.rejects(runLoad(remote, quick('over'), { consent }), (error) => {
      assert.ok(error instanceof UsageError);
      assert.match(error.message, /above the ceiling to api\.example\.test.*--consent api\.example\.test/);
      return true;
    });
  }
  await assert.rejects(runLoad(remote, quick('ceiling')), /2000 calls to api\.example\.test/);
});

test('a host that is not loopback is put under load with consent, and under a small one without', async () => {
  const remote = targetAt('https://api.example.test');
  const withConsent = await pretendedRun(quick('ceiling', 2), {
    on: remote,
    options: { consent: 'api.example.test' },
  });
  assert.equal(withConsent.report.sent.count, 400);
  const small = await pretendedRun(withOverrides(quick('ceiling', 2), { ratePerSecond: 50 }), { on: remote });
  assert.equal(small.report.sent.count, 100);
});

test('a host behind a proxy is not put under load', async () => {
  const proxied = { ...targetAt('https://api.example.test'), proxy: 'HTTPS_PROXY' };
  await assert.rejects(runLoad(proxied, quick('over'), { consent: 'api.example.test' }), (error) => {
    assert.ok(error instanceof UsageError);
    assert.match(error.message, /HTTPS_PROXY.*NO_PROXY/);
    return true;
  });
});

test('a target that dies under load fails, and the run ends', async () => {
  const { report } = await pretendedRun(
    { ...quick('ceiling', 2), callTimeoutMs: 500 },
    {
      plan: (_, peer) => {
        const isDead = () => peer.arrivalsMs.length >= 200;
        peer.behaviour.connect = () => (isDead() ? 'refused' : 'ready');
        peer.behaviour.answer = (): PretendedAnswer => (isDead() ? { fault: 'reset' } : { body: good });
      },
    },
  );
  assert.equal(report.verdict, 'fail');
  const L7 = checkOf(report, 'L7');
  assert.equal(L7?.verdict, 'fail', L7?.reason);
  assert.equal(report.offered.count, 400);
  assert.ok(
    (report.answers.unreachable ?? 0) > 0 && (report.answers.reset ?? 0) > 0,
    JSON.stringify(report.answers),
  );
});

test('a target that answers nothing under load fails: every call is given up in time', async () => {
  const { report } = await pretendedRun(
    { ...quick('ceiling', 2), callTimeoutMs: 500, connections: { initial: 20, max: 500 } },
    { behaviour: { answer: (n): PretendedAnswer => (n === 0 ? { body: good } : { silent: true }) } },
  );
  assert.equal(report.verdict, 'fail');
  assert.equal(checkOf(report, 'L7')?.verdict, 'fail');
  assert.equal(report.answers.timeout, 400);
  assert.ok((report.serviceMs.max as number) <= 545, `${report.serviceMs.max} ms`);
});

test('threads that share a schedule send each call once, and merge the breaches that they saw', async (t) => {
  let calls = 0;
  const server = createServer((request, response) => {
    calls += 1;
    const body = calls === 1 ? good : JSON.stringify({ ...ok, ErrorCode: '0' });
    request.resume().on('end', () => response.end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  const profile = { ...quick('ceiling', 0.5), quietSeconds: 0, threads: 2 };
  const report = await runLoad(targetAt(`http://127.0.0.1:${port}`), profile);
  assert.equal(report.verdict, 'fail');
  assert.equal(report.breaches.length, 1, JSON.stringify(report.breaches));
  assert.equal(report.breaches[0]?.count, 100);
  assert.equal(calls, 101);
});
