import { fork } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Secrets } from '../../client/credentials/secrets.ts';
import type { Target } from '../../client/settings/settings.ts';
import { AnswerJudge } from '../../load/judge/answer-judge.ts';
import { runLoad } from '../../load/run-load.ts';
import { type Profile, readProfile } from '../../load/schedule/profile.ts';
import { targetAt } from '../../reference/reference-fleet.ts';
import { type AddRow, arrivalsOf, median, runAutocannon, runPeers } from './bench-target.ts';

const load = { ratePerSecond: null, connections: 50, durationSeconds: 4 };
const threads = [1, 2];

/** The highest rate on a clean schedule with each response judged, beside autocannon, which neither paces nor judges. */
export async function benchThroughput(target: Target, add: AddRow): Promise<void> {
  await benchOn('the reference target', target, add);
  const what = 'calls a second on the reference target, as fast as it goes';
  await runPeers(
    target,
    load,
    async (_, run) => {
      const before = (await arrivalsOf(target)).length;
      await run();
      return perSecond(((await arrivalsOf(target)).length - before) / load.durationSeconds);
    },
    (who, value) => add(what, who, value),
  );
  const canned = await startCannedTarget();
  try {
    await benchOn('a target that parses nothing', targetAt(canned.url), add);
  } finally {
    canned.stop();
  }
  add('judging one response', 'this engine', judgingCost());
}

async function benchOn(name: string, target: Target, add: AddRow): Promise<void> {
  const raws = [await rawPerSecond(target)];
  const sustained: { count: number; perSecond: number | null; limitedBy: string }[] = [];
  for (const count of threads) {
    const { capacity } = await runLoad(target, searchFrom(raws.at(-1) as number, count));
    const { sustainedPerSecond = null, limitedBy = '' } = capacity ?? {};
    sustained.push({ count, perSecond: sustainedPerSecond, limitedBy });
    raws.push(await rawPerSecond(target));
  }
  const raw = median(raws);
  const seen = raws.map((each) => each.toFixed(0)).join(', ');
  add(
    `calls a second on ${name}, as fast as it goes`,
    'raw autocannon, nothing judged',
    `${perSecond(raw)} (of ${seen})`,
  );
  for (const { count, perSecond: rate, limitedBy } of sustained) {
    add(
      `highest rate on ${name} with a clean schedule`,
      `this engine, ${count} ${count === 1 ? 'thread' : 'threads'}, each response judged`,
      rate === null
        ? `none: ${limitedBy}`
        : `${perSecond(rate)}, ${(rate / raw).toFixed(2)} of raw autocannon; what stopped it: ${limitedBy}`,
    );
  }
}

async function rawPerSecond(target: Target): Promise<number> {
  const { requests, duration } = await runAutocannon(target, load);
  return requests.total / duration;
}

/** The capacity search, started near the expected result. */
function searchFrom(rawPerSecond: number, count: number): Profile {
  const profile = readProfile('capacity');
  const search = {
    startRatePerSecond: Math.round(rawPerSecond / 2),
    maxRatePerSecond: 50_000,
    growth: 1.15,
    stepSeconds: 2,
    precision: 0.04,
  };
  return { ...profile, ceilingPerSecond: 50_000, quietSeconds: 0.2, threads: count, search };
}

const cannedAnswer = JSON.stringify({
  ResultItem: ['group1', 'group2', 'group3'].map((GroupName, n) => ({
    GroupName,
    FriendNumber: n + 1,
    To_Account: ['friend1', 'friend2', 'friend3'].slice(0, n + 1),
  })),
  CurrentSequence: 2,
  ActionStatus: 'OK',
  ErrorCode: 0,
  ErrorInfo: '',
  ErrorDisplay: '',
});

/** How much of a core judging takes: when all answers have the same bytes, and when no two have. */
function judgingCost(): string {
  const judge = new AnswerJudge(
    '2021-09-28',
    { From_Account: 'id', LastSequence: 0, NeedFriend: 'Need_Friend_Type_Yes' },
    new Secrets(),
  );
  const headers = new Map([['content-type', 'application/json']]);
  const bodies = Array.from({ length: 1000 }, (_, n) => Buffer.from(cannedAnswer.replace('{', `{"N":${n},`)));
  const result = (n: number) => ({
    kind: 'response' as const,
    status: 200,
    headers,
    body: bodies[n % bodies.length] as Buffer,
  });
  judge.takeBaseline(result(0));
  const count = 200_000;
  const microseconds = (step: number) => {
    for (let n = 0; n < count / 10; n += 1) judge.judge(result(n * step));
    const startMs = performance.now();
    for (let n = 0; n < count; n += 1) judge.judge(result(n * step));
    return ((performance.now() - startMs) * 1000) / count;
  };
  const shown = (cost: number) =>
    `${cost.toFixed(1)} µs (${((cost * 5000) / 10_000).toFixed(1)} % of a core at 5000/s)`;
  return `${shown(microseconds(0))} when all have the same bytes, ${shown(microseconds(1))} when no two have`;
}

function perSecond(rate: number): string {
  return rate.toFixed(0);
}

/** A target in a process of its own that answers each packet with the same bytes, at next to no cost. */
function startCannedTarget(): Promise<{ url: string; stop: () => void }> {
  const child = fork(fileURLToPath(import.meta.url), ['canned'], {
    execArgv: ['--import', import.meta.resolve('tsx')],
  });
  return new Promise((resolve) =>
    child.once('message', (url) => resolve({ url: String(url), stop: () => child.kill() })),
  );
}

if (process.send !== undefined && process.argv[1] === fileURLToPath(import.meta.url)) {
  const head = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${cannedAnswer.length}\r\n\r\n`;
  const answer = Buffer.from(head + cannedAnswer);
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('data', () => socket.write(answer));
    socket.on('error', () => {});
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
    const address = server.address();
    if (address !== null && typeof address === 'object') process.send?.(`http://127.0.0.1:${address.port}`);
  });
  process.on('disconnect', () => process.exit());
}
