import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { MockAgent } from 'undici';
import { Inconclusive } from '../settings/run-errors.ts';
import { readTarget, type Target } from '../settings/settings.ts';
import { Client } from './client.ts';

const target = await readTarget({}, async () => 'http://127.0.0.1:9');
const body = { From_Account: 'id', LastSequence: 0 };

const ok = { ActionStatus: 'OK', ErrorCode: 0, ErrorInfo: '', CurrentSequence: 1, ResultItem: [] };
const failing = (ErrorCode: number) => ({ ActionStatus: 'FAIL', ErrorCode, ErrorInfo: 'why' });

/** An answer: OK, an error code, an HTTP status from 400 to 599, or a connection that breaks. */
type Answer = 'ok' | 'reset' | number;

/** A client whose target gives these answers in turn, on a clock that passes only by sleeping. */
function clientOf(answers: Answer[], options: { ratePerSecond?: number; timesOk?: number } = {}) {
  const agent = new MockAgent();
  agent.disableNetConnect();
  const origin = agent.get('http://127.0.0.1:9');
  for (const answer of [...answers, ...Array<Answer>(options.timesOk ?? 0).fill('ok')]) {
    const intercepted = origin.intercept({ path: () => true, method: 'POST' });
    if (answer === 'reset')
      intercepted.replyWithError(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    else if (answer !== 'ok' && answer < 600) intercepted.reply(answer, 'a page of the gateway');
    else intercepted.reply(200, answer === 'ok' ? ok : failing(answer));
  }
  const sleptMs: number[] = [];
  let nowMs = 0;
  const clock = {
    nowMs: () => nowMs,
    sleep: async (ms: number) => {
      sleptMs.push(ms);
      nowMs += ms;
    },
  };
  const seen: (number | null)[] = [];
  const { ratePerSecond } = options;
  const client = new Client(
    target,
    {
      dispatchers: { kept: origin, fresh: origin },
      clock,
      ...(ratePerSecond !== undefined && { ratePerSecond }),
    },
    ({ judgement }) => seen.push(judgement?.errorCode ?? null),
  );
  return { client, sleptMs, seen };
}

interface Row {
  title: string;
  answers: Answer[];
  /** The result's error code; null for none. */
  gets: number | null;
  sleptMs: number[];
  seen: (number | null)[];
  counts: Partial<ReturnType<Client['takeCounts']>>;
}

const rows: Row[] = [
  { title: 'an answer', answers: ['ok'], gets: 0, sleptMs: [], seen: [0], counts: { calls: 1 } },
  { title: 'a failure', answers: [30001], gets: 30001, sleptMs: [], seen: [30001], counts: { calls: 1 } },
  {
    title: '"try again", then an answer',
    answers: [30006, 30007, 'ok'],
    gets: 0,
    sleptMs: [50, 100],
    seen: [30006, 30007, 0],
    counts: { calls: 3, tryAgain: 2 },
  },
  {
    title: '"try again" without end',
    answers: Array<Answer>(8).fill(30007),
    gets: 30007,
    sleptMs: [50, 100, 200, 400, 500, 500, 500],
    seen: Array<number>(8).fill(30007),
    counts: { calls: 8, tryAgain: 7 },
  },
  {
    title: '"called too often", then an answer, paced from then on',
    answers: [60011, 'ok'],
    gets: 0,
    sleptMs: [1100],
    seen: [60011, 0],
    counts: { calls: 2, calledTooOften: 1 },
  },
  {
    title: 'a broken connection, then an answer',
    answers: ['reset', 'reset', 'ok'],
    gets: 0,
    sleptMs: [200, 400],
    seen: [0],
    counts: { calls: 3, networkFaults: 2 },
  },
  {
    title: 'a gateway without its service, then an answer',
    answers: [502, 504, 'ok'],
    gets: 0,
    sleptMs: [200, 400],
    seen: [0],
    counts: { calls: 3, networkFaults: 2 },
  },
  {
    title: 'a third fault, then a probe that is answered, then an answer',
    answers: ['reset', 'reset', 'reset', 'ok', 'ok'],
    gets: 0,
    sleptMs: [200, 400],
    seen: [0],
    counts: { calls: 5, networkFaults: 3 },
  },
  {
    title: 'a 503 is an answer',
    answers: [503],
    gets: null,
    sleptMs: [],
    seen: [null],
    counts: { calls: 1 },
  },
];

for (const { title, answers, gets, sleptMs: expectedMs, seen: expected, counts } of rows) {
  test(title, async () => {
    const { client, sleptMs, seen } = clientOf(answers);
    const { judgement, fault } = await client.call({ body });
    assert.deepEqual([judgement?.errorCode, fault], [gets, null]);
    assert.deepEqual(sleptMs, expectedMs);
    assert.deepEqual(seen, expected);
    const none = { calls: 0, tryAgain: 0, calledTooOften: 0, networkFaults: 0 };
    assert.deepEqual(client.takeCounts(), { ...none, ...counts });
    assert.deepEqual(client.takeCounts(), none);
    await client.close();
  });
}

test('a request that goes unanswered while others are answered is blamed, sooner the next time', async () => {
  const once: Answer[] = ['reset', 'reset', 'reset', 'ok', 'reset', 'ok', 'reset'];
  const again: Answer[] = ['reset', 'ok', 'reset', 'ok', 'reset'];
  const { client } = clientOf([...Array<Answer>(100).fill('ok'), ...once, ...again]);
  for (let call = 0; call < 100; call += 1) await client.call({ body });
  client.takeCounts();
  for (const calls of [once.length, again.length]) {
    const { fault, status } = await client.call({ body });
    assert.deepEqual([fault, status], ['reset (ECONNRESET)', null]);
    assert.equal(client.takeCounts().calls, calls);
  }
  await client.close();
});

test('a target that is gone ends the run, and is not called again', async () => {
  const { client } = clientOf(Array<Answer>(4).fill('reset'));
  const gone = (error: unknown) =>
    error instanceof Inconclusive && /could not be reached.*reset \(ECONNRESET\)/.test(error.message);
  await assert.rejects(client.call({ body }), gone);
  assert.equal(client.takeCounts().calls, 4);
  await assert.rejects(client.call({ body }), gone);
  assert.equal(client.takeCounts().calls, 0);
  await client.close();
});

test('a target that has answered before is waited for', async () => {
  const { client, sleptMs } = clientOf(['ok', 'reset', 'reset', 'reset', 'reset', 502, 'ok', 'ok']);
  await client.call({ body });
  assert.equal((await client.call({ body })).judgement?.errorCode, 0);
  assert.deepEqual(sleptMs, [200, 400, 200, 400]);
  await client.close();
});

test('calls made at once are not waited for, their retries are, and they slow nothing down', async () => {
  const { client, sleptMs } = clientOf([60011, 'ok', 'ok'], { ratePerSecond: 50 });
  await client.call({ body });
  assert.deepEqual(sleptMs, [1100]);
  const { client: burst, sleptMs: burstMs } = clientOf(['ok', 60011, 'ok', 'ok'], { ratePerSecond: 50 });
  await burst.call({ body });
  await burst.call({ body, atOnce: true });
  await burst.call({ body });
  assert.deepEqual(burstMs, [1100, 20]);
  await Promise.all([client.close(), burst.close()]);
});

test('a refusal for frequency widens the interval by half', async () => {
  const { client, sleptMs } = clientOf([60011, 'ok', 'ok'], { ratePerSecond: 50 });
  await client.call({ body });
  await client.call({ body });
  assert.deepEqual(sleptMs, [1100, 30]);
  await client.close();
});

test('no rate is above half of the calling frequency', async () => {
  const { client, sleptMs } = clientOf(['ok', 'ok'], { ratePerSecond: 1000 });
  await client.call({ body });
  await client.call({ body });
  assert.deepEqual(sleptMs, [10]);
  await client.close();
});

test('calls go to the proxy of the target, which sees no more than its host', async (t) => {
  let seen = '';
  const proxy = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      seen += chunk;
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
    });
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  t.after(() => proxy.close());
  const { port } = proxy.address() as AddressInfo;
  const proxied: Target = {
    ...target,
    url: new URL('https://a.test'),
    proxy: 'HTTPS_PROXY',
    proxyUrl: `http://me:password@127.0.0.1:${port}`,
  };
  const client = new Client(proxied, { clock: { nowMs: () => 0, sleep: async () => {} } });
  await assert.rejects(client.call({ body }), (error) => error instanceof Inconclusive);
  assert.match(seen, /^CONNECT a\.test:443 HTTP\/1\.1\r\n/);
  assert.match(seen, /proxy-authorization: Basic /i);
  assert.doesNotMatch(seen, /usersig|From_Account/i);
  await client.close();
});
