import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { Agent, type Dispatcher, request } from 'undici';
import { callPath, callQuery } from '../client/call/group-get-request.ts';
import { adminUserSig, readServedApp, readTarget } from '../client/settings/settings.ts';
import { type Answer, referenceSteps } from './group-get.ts';
import { inProcessDispatchers } from './in-process-dispatcher.ts';
import { startReferenceTarget } from './server.ts';
import type { ServiceOptions } from './service.ts';

const app = readServedApp({});
const target = await readTarget({}, async () => 'http://127.0.0.1:1');
const query = new URLSearchParams(Object.entries(callQuery(target, adminUserSig(target))));
const served = `${callPath(target)}?${query}`;
const pull = JSON.stringify({ From_Account: app.fixtures.accounts.populated.id, LastSequence: 0 });

interface Sent {
  path?: string;
  method?: string;
  body?: string | Buffer | null;
  signal?: AbortSignal;
}

async function send(dispatcher: Dispatcher, sent: Sent = {}, origin = target.url.origin) {
  const { path = served, method = 'POST', body = pull, signal = null } = sent;
  const answer = await request(`${origin}${path}`, {
    method: method as Dispatcher.HttpMethod,
    headers: { 'content-type': 'application/json' },
    body,
    dispatcher,
    signal,
  });
  // The HTTP layer's own: it adds a charset where the target names none.
  const { date, connection, 'keep-alive': keepAlive, 'content-type': type, ...rest } = answer.headers;
  const headers = { ...rest, 'content-type': String(type).replace('; charset=utf-8', '') };
  return {
    status: answer.statusCode,
    headers: headers as NodeJS.Dict<unknown>,
    body: await answer.body.text(),
  };
}

function answering(respond: () => Answer): ServiceOptions {
  return { app, limiter: { kind: 'none' }, steps: { respond } };
}

const headers = { 'content-type': 'application/json' };

const requests: Record<string, Sent> = {
  'a pull': {},
  'a pull without credentials': { path: callPath(target) },
  'another path': { path: `/v4/sns/other?${query}` },
  'a query with escapes and plus signs': { path: `${callPath(target)}?identifier=a%20b+c&sdkappid=%31` },
  'GET without a body': { method: 'GET', body: null },
  'GET with a body': { method: 'GET' },
  'PROPFIND with a body': { method: 'PROPFIND' },
  'an empty body': { body: '' },
  'bytes that are not UTF-8': { body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]) },
  'a body that is too large': { body: 'x'.repeat(1024 * 1024 + 1) },
};

const echo: ServiceOptions = {
  app,
  limiter: { kind: 'none' },
  steps: {
    route: () => undefined,
    respond: (given, call) => ({
      status: 200,
      headers,
      body: JSON.stringify({ given, ...call, query: [...call.query] }),
    }),
  },
};

for (const [name, sent] of Object.entries(requests)) {
  for (const [what, options] of Object.entries({ reference: { app }, echo })) {
    test(`in process as over a socket, ${what}: ${name}`, async () => {
      const server = await startReferenceTarget(options);
      const agent = new Agent();
      try {
        const overSocket = await send(agent, sent, server.url);
        assert.deepEqual(await send(inProcessDispatchers(options).kept, sent), overSocket);
      } finally {
        await agent.destroy();
        await server.close();
      }
    });
  }
}

test('a step that throws gets an envelope', async () => {
  const options: ServiceOptions = {
    app,
    steps: {
      parse: () => {
        throw new Error('broken');
      },
    },
  };
  const { body } = await send(inProcessDispatchers(options).kept);
  assert.equal((JSON.parse(body) as { ErrorCode: number }).ErrorCode, 60008);
});

test('a stream arrives whole, chunk by chunk, however slowly it is read', async () => {
  const text = 'é'.repeat(200_000);
  const chunks = function* () {
    for (let at = 0; at < text.length; at += 1000) yield Buffer.from(text.slice(at, at + 1000));
  };
  const { kept } = inProcessDispatchers(
    answering(() => ({ status: 200, headers, body: Readable.from(chunks()) })),
  );
  const answer = await send(kept);
  assert.equal(answer.body, text);
  assert.equal(answer.headers['transfer-encoding'], 'chunked');
});

test('a reset fails the call with ECONNRESET', async () => {
  await assert.rejects(send(inProcessDispatchers(answering(() => 'reset')).kept), { code: 'ECONNRESET' });
});

test('silence ends when the caller aborts the call', async () => {
  const { kept } = inProcessDispatchers(answering(() => 'silence'));
  const call = new AbortController();
  const silent = send(kept, { signal: call.signal });
  setTimeout(() => call.abort(new Error('long enough')), 20);
  await assert.rejects(silent, /long enough/);
});

test('a body that stops ends when the caller aborts the call', async () => {
  const stopping = async function* () {
    yield Buffer.from('{');
    await new Promise(() => {});
  };
  const call = new AbortController();
  const { kept } = inProcessDispatchers(
    answering(() => ({ status: 200, headers, body: Readable.from(stopping()) })),
  );
  setTimeout(() => call.abort(new Error('long enough')), 20);
  await assert.rejects(send(kept, { signal: call.signal }), /long enough/);
});

test('a body that breaks off fails the call', async () => {
  const breaking = async function* () {
    yield Buffer.from('{');
    throw new Error('broken off');
  };
  const { kept } = inProcessDispatchers(
    answering(() => ({ status: 200, headers, body: Readable.from(breaking()) })),
  );
  await assert.rejects(send(kept), /broken off/);
});

test('a limiter tells connections apart: kept ones are used again, fresh ones are not', async () => {
  const options: ServiceOptions = {
    app,
    limiter: { kind: 'fixed-window', ceilingPerSecond: 2, flaws: { perConnection: true } },
  };
  const clock = { nowMs: () => 0, sleep: async () => {} };
  const codes = async (dispatcher: Dispatcher, calls: number) => {
    const seen: number[] = [];
    for (let call = 0; call < calls; call += 1) {
      const { body } = await send(dispatcher);
      seen.push((JSON.parse(body) as { ErrorCode: number }).ErrorCode);
    }
    return seen;
  };
  const { kept, fresh } = inProcessDispatchers({ ...options, clock });
  assert.deepEqual(await codes(kept, 3), [0, 0, 60011]);
  assert.deepEqual(await codes(fresh, 3), [0, 0, 0]);
  const atOnce = await Promise.all([send(kept), send(kept)]);
  assert.deepEqual(
    atOnce.map(({ body }) => (JSON.parse(body) as { ErrorCode: number }).ErrorCode),
    [60011, 0],
    'calls at the same time are on connections of their own',
  );
});

test('a connection that the target closes is not used again', async () => {
  const options: ServiceOptions = {
    app,
    limiter: { kind: 'fixed-window', ceilingPerSecond: 1, flaws: { perConnection: true } },
    steps: {
      respond: (body, call) => {
        const answer = referenceSteps.respond(body, call);
        return typeof answer === 'string'
          ? answer
          : { ...answer, headers: { ...answer.headers, connection: 'close' } };
      },
    },
  };
  const { kept } = inProcessDispatchers({ ...options, clock: { nowMs: () => 0, sleep: async () => {} } });
  for (let call = 0; call < 3; call += 1) {
    const { body } = await send(kept);
    assert.equal((JSON.parse(body) as { ErrorCode: number }).ErrorCode, 0);
  }
});

test('the service time passes on the given clock', async () => {
  const slept: number[] = [];
  const clock = {
    nowMs: () => 0,
    sleep: async (ms: number) => {
      slept.push(ms);
    },
  };
  await send(inProcessDispatchers({ app, steps: { delayMs: () => 700 }, clock }).kept);
  assert.deepEqual(slept, [700]);
});
