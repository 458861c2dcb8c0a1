import assert from 'node:assert/strict';
import net, { type Socket } from 'node:net';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { maxInterimResponses } from '../../client/judge/judge-answer.ts';
import { selfSigned } from '../../reference/self-signed.ts';
import type { WireResult } from './call-pool.ts';
import { ConnectionPool, type PoolOptions } from './connection-pool.ts';
import { type PretendedAnswer, type PretendedBehaviour, PretendedPeer } from './pretended-peer.ts';
import { answering, call, listening, poolOf, until, whole } from './socket-peers.ts';
import { VirtualClock } from './virtual-clock.ts';

const answers: [title: string, pieces: string[], end: boolean, expected: string][] = [
  ['a sized body', [whole], false, '{}'],
  [
    'a head and a body in pieces',
    ['HTTP/1.1 200 OK\r\nContent-Le', 'ngth: 4\r\n\r\n{"', 'a"'],
    false,
    '{"a"',
  ],
  [
    'a chunked body',
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n', '1\r\n}\r\n0\r\n\r\n'],
    false,
    '{}',
  ],
  ['a body that the end of the connection delimits', ['HTTP/1.1 200 OK\r\n\r\n{', '}'], true, '{}'],
  ['HTTP/1.0', ['HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}'], true, '{}'],
  ['Connection: close', ['HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}'], true, '{}'],
  ['an interim response first', [`HTTP/1.1 100 Continue\r\n\r\n${whole}`], false, '{}'],
  ['no body at all', ['HTTP/1.1 204 No Content\r\n\r\n'], false, ''],
];

const hostile: [title: string, pieces: string[], end: boolean, kinds: string[]][] = [
  ['no HTTP', ['220 smtp ready\r\n'], false, ['malformed']],
  ['a body cut short', ['HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{'], true, ['reset']],
  ['an end without an answer', [], true, ['reset']],
  ['two answers for one call', [whole + whole], false, ['response']],
  ['an answer and the beginning of another', [`${whole}HTT`], false, ['response']],
  [
    'an answer that announces the end, which never comes',
    ['HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}'],
    false,
    ['response'],
  ],
  [
    'interim responses without end',
    [`HTTP/1.1 102 Processing\r\n\r\n`.repeat(maxInterimResponses + 1)],
    false,
    ['malformed'],
  ],
  [
    'a negative length',
    ['HTTP/1.1 200 OK\r\nContent-Length: -40\r\n\r\n{}'],
    false,
    ['response', 'malformed'],
  ],
  [
    'an interim response of negative length',
    ['HTTP/1.1 100 Continue\r\nContent-Length: -45\r\n\r\n'],
    false,
    ['malformed', 'timeout'],
  ],
  [
    'a switch of protocols',
    ['HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n'],
    false,
    ['malformed'],
  ],
  [
    'a head without end',
    Array.from({ length: 40 }, () => `X: ${'y'.repeat(5000)}\r\n`).map((x, i) =>
      i ? x : `HTTP/1.1 200 OK\r\n${x}`,
    ),
    false,
    ['malformed'],
  ],
  [
    'a body without end',
    ['HTTP/1.1 200 OK\r\n\r\n', ...Array.from({ length: 10 }, () => 'x'.repeat(500_000))],
    false,
    ['tooLarge'],
  ],
  [
    'a chunk whose size is no number',
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n'],
    false,
    ['malformed'],
  ],
  [
    'a chunk of negative size',
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n0\r\n\r\n'],
    false,
    ['malformed'],
  ],
  ['silence', ['HTTP/1.1 200 OK\r\n'], false, ['timeout']],
];

// These wait for sockets and time limits, and measure no time: side by side they take as long as the slowest.
describe('on real sockets', { concurrency: true }, () => {
  for (const [title, pieces, end, expected] of answers) {
    test(`read whole, three times on end: ${title}`, async (t) => {
      const port = await listening(t, answering(pieces, end));
      const pool = poolOf(t, `http://127.0.0.1:${port}/`);
      for (let turn = 0; turn < 3; turn += 1) {
        const result = await call(pool);
        assert.equal(result.kind, 'response', JSON.stringify(result));
        assert.equal(result.kind === 'response' && result.body.toString(), expected);
      }
    });
  }

  for (const [title, pieces, end, kinds] of hostile) {
    test(`a hostile peer neither hangs nor crashes it, and spoils no later call: ${title}`, async (t) => {
      let calls = 0;
      const bad = answering(pieces, end);
      const good = answering([whole]);
      const server = net.createServer((socket) => {
        calls += 1;
        (calls <= 2 ? bad : good).emit('connection', socket);
      });
      const pool = poolOf(t, `http://127.0.0.1:${await listening(t, server)}/`, { callTimeoutMs: 600 });
      for (const result of await Promise.all([call(pool), call(pool)]))
        assert.ok(kinds.includes(result.kind), JSON.stringify(result).slice(0, 200));
      await until('the spoiled connections are replaced', () => calls >= 4);
      for (let turn = 0; turn < 3; turn += 1) {
        const result = await call(pool);
        assert.equal(result.kind === 'response' && result.body.toString(), '{}');
      }
    });
  }

  test('calls go round the idle connections, and more are opened before they run out', async (t) => {
    const perConnection = new Map<Socket, number>();
    const server = net.createServer((socket) => {
      socket.on('data', () => {
        perConnection.set(socket, (perConnection.get(socket) ?? 0) + 1);
        socket.write(whole);
      });
    });
    const pool = poolOf(t, `http://127.0.0.1:${await listening(t, server)}/`, { initialConnections: 4 });
    await until('all are open', () => pool.idleCount === 4);
    for (let turn = 0; turn < 40; turn += 1) await call(pool);
    assert.deepEqual([...perConnection.values()], [10, 10, 10, 10]);

    let answered = 0;
    for (let turn = 0; turn < 3; turn += 1)
      pool.send(() => {
        answered += 1;
      });
    await until('there are spare ones', () => pool.openCount > 4 && answered === 3);
  });

  test('TLS: not one byte goes to a peer whose certificate does not verify, at first or at a reconnect', async (t) => {
    const here = { dns: ['localhost'], ip: ['127.0.0.1'] };
    const [trusted, other] = [await selfSigned(here), await selfSigned(here)];
    const stranger = await selfSigned({ dns: ['elsewhere.test'] });

    const received = new Map<string, number>();
    const listener = (name: string, pair: { key: string; cert: string }) =>
      tls.createServer(pair, (socket) => {
        received.set(name, 0);
        socket.on('error', () => {});
        socket.on('data', (chunk) => {
          received.set(name, (received.get(name) ?? 0) + chunk.length);
          socket.write(whole);
        });
      });

    await t.test('the system roots do not know it', async (t) => {
      const port = await listening(t, listener('unknown', trusted));
      const pool = poolOf(t, `https://127.0.0.1:${port}/?usersig=secret`);
      await until('it was found out', () => pool.untrustedPeer !== undefined);
      assert.equal(
        pool.send(() => {}),
        undefined,
      );
      await sleep(100);
      assert.equal(received.get('unknown') ?? 0, 0);
    });

    await t.test('TARGET_CA knows it, but it is made out to another name', async (t) => {
      const port = await listening(t, listener('stranger', stranger));
      const pool = poolOf(t, `https://127.0.0.1:${port}/?usersig=secret`, { ca: stranger.cert });
      await until('it was found out', () => pool.untrustedPeer !== undefined);
      assert.match(pool.untrustedPeer ?? '', /ALTNAME/);
      await sleep(100);
      assert.equal(received.get('stranger') ?? 0, 0);
    });

    for (const host of ['127.0.0.1', 'localhost']) {
      await t.test(`TARGET_CA knows it: calls are answered (${host})`, async (t) => {
        const port = await listening(t, listener('trusted', trusted));
        const pool = poolOf(t, `https://${host}:${port}/?usersig=secret`, { ca: trusted.cert });
        assert.equal((await call(pool)).kind, 'response');
        assert.ok((received.get('trusted') ?? 0) > 0);
      });
    }

    await t.test('another peer takes its place in the middle of a run', async (t) => {
      let current = trusted;
      const open = new Set<Socket>();
      const secure = (name: string, pair: { key: string; cert: string }) => listener(name, pair);
      const [first, second] = [secure('first', trusted), secure('second', other)];
      const port = await listening(
        t,
        net.createServer((socket) => {
          open.add(socket);
          (current === trusted ? first : second).emit('connection', socket);
        }),
      );
      const pool = poolOf(t, `https://127.0.0.1:${port}/?usersig=secret`, { ca: trusted.cert });
      assert.equal((await call(pool)).kind, 'response');
      current = other;
      for (const socket of open) socket.destroy();
      await until('it was found out', () => pool.untrustedPeer !== undefined);
      await sleep(100);
      assert.equal(received.get('second') ?? 0, 0);
    });
  });
});

const options: PoolOptions = {
  url: 'http://127.0.0.1:1/',
  headers: {},
  body: '{}',
  initialConnections: 2,
  maxConnections: 8,
  callTimeoutMs: 1000,
  ca: undefined,
};

/** A pool in virtual time, and the peer that it meets. */
function pretended(t: TestContext, behaviour: PretendedBehaviour = {}, changes: Partial<PoolOptions> = {}) {
  const clock = new VirtualClock();
  const peer = new PretendedPeer(clock, behaviour);
  const pool = new ConnectionPool({ ...options, ...changes }, { clock, connections: peer.connections });
  t.after(() => pool.close());
  /** Sends a call every so often, and collects how each ended. */
  const results: WireResult[] = [];
  const callEvery = (ms: number) => clock.every(ms, () => pool.send((result) => results.push(result)));
  return { clock, peer, pool, results, callEvery };
}

const kindsOf = (results: WireResult[]) => [...new Set(results.map(({ kind }) => kind))];

for (const connect of ['closed at once', 'refused'] as const) {
  test(`a peer whose connections are ${connect} gets ever fewer attempts, and never none`, async (t) => {
    const { clock, peer, pool } = pretended(t, { connect: () => connect });
    const perSecond: number[] = [];
    let before = 0;
    for (let second = 0; second < 10; second += 1) {
      await clock.pass(1000);
      perSecond.push(peer.attempts - before);
      before = peer.attempts;
    }
    // Two connections, made anew after 0, 50, 100, 200, 400, 800 and 1600 ms, and then every two seconds.
    assert.deepEqual(perSecond, [12, 2, 0, 2, 0, 2, 0, 2, 0, 2]);
    assert.ok(pool.connectionsLost > 4);
    assert.equal(pool.openCount, 0);
  });
}

test('the pause before a connection is made again begins anew with a response', async (t) => {
  let down = true;
  const { clock, peer, pool, callEvery } = pretended(
    t,
    { connect: () => (down ? 'refused' : 'ready') },
    { initialConnections: 1, maxConnections: 1 },
  );
  await clock.pass(10_000);
  assert.equal(pool.connectFault, 'ECONNREFUSED');
  down = false;
  await clock.pass(2100);
  assert.equal(pool.connectFault, undefined);
  const stop = callEvery(100);
  await clock.pass(250);
  stop();
  down = true;
  const before = peer.attempts;
  // It idles too long, is renewed, and refused.
  await clock.pass(1200);
  assert.ok(peer.attempts - before >= 4, `${peer.attempts - before} attempts`);
});

test('a call without an answer ends when its time is over, not before and not much later', async (t) => {
  const { clock, pool } = pretended(t, { answer: () => ({ silent: true }) });
  await clock.pass(10);
  const ended = new Promise<[WireResult, number]>((resolve) => pool.send((...given) => resolve(given)));
  const startMs = clock.nowMs();
  const [result, nowMs] = await clock.until(ended);
  assert.deepEqual(result, { kind: 'timeout', reason: 'no whole answer within 1000 ms' });
  assert.ok(nowMs - startMs >= 1000 && nowMs - startMs <= 1045, `${nowMs - startMs} ms`);
  assert.equal(pool.connectionsLost, 1);
});

test('calls end in the order of their time limits, and the connections come back', async (t) => {
  const { clock, peer, pool } = pretended(t, {
    answer: (n): PretendedAnswer => (n < 4 ? { silent: true } : {}),
  });
  await clock.pass(10);
  const ends: number[] = [];
  for (let n = 0; n < 4; n += 1) {
    assert.notEqual(
      pool.send(() => ends.push(n)),
      undefined,
    );
    await clock.pass(100);
  }
  await clock.pass(1200);
  assert.deepEqual(ends, [0, 1, 2, 3]);
  const before = peer.arrivalsMs.length;
  assert.notEqual(
    pool.send(() => {}),
    undefined,
  );
  assert.equal(peer.arrivalsMs.length, before + 1);
});

test('after the process stood still, answers that came meanwhile are read before calls are given up', async (t) => {
  const { clock, pool } = pretended(t, { answer: () => ({ afterMs: 500 }) });
  await clock.pass(10);
  let result: WireResult | undefined;
  pool.send((given) => {
    result = given;
  });
  clock.after(100, () => clock.block(5000));
  await clock.pass(6000);
  assert.equal(result?.kind, 'response');
});

test('while the process stands still again and again, no call is given up', async (t) => {
  const { clock, pool, results } = pretended(t, { answer: () => ({ silent: true }) });
  await clock.pass(10);
  pool.send((result) => results.push(result));
  const stop = clock.every(5, () => clock.block(150));
  await clock.pass(5000);
  assert.deepEqual(results, []);
  stop();
  await clock.pass(1000);
  assert.deepEqual(kindsOf(results), ['timeout']);
});

test('a connection that takes too long is given up, and made again', async (t) => {
  const { clock, peer, pool } = pretended(t, { connect: (n) => (n < 2 ? 'silent' : 'ready') });
  await clock.pass(999);
  assert.equal(peer.attempts, 2);
  assert.equal(pool.openCount, 0);
  await clock.pass(10);
  assert.equal(pool.connectionsLost, 2);
  assert.equal(pool.openCount, 2);
});

test('the cause of a failed connection stands until one succeeds', async (t) => {
  const { clock, pool } = pretended(t, { connect: (n) => (n < 4 ? 'refused' : 'ready') });
  await clock.pass(20);
  assert.equal(pool.connectFault, 'ECONNREFUSED');
  await clock.pass(100);
  assert.equal(pool.connectFault, undefined);
});

test('a peer that is not trusted ends all connections for good, and says so once', async (t) => {
  const { clock, peer, pool } = pretended(
    t,
    { connect: (n) => (n === 2 ? 'untrusted' : 'ready') },
    { initialConnections: 4 },
  );
  let told = 0;
  pool.onUntrusted = () => {
    told += 1;
  };
  await clock.pass(5000);
  assert.match(pool.untrustedPeer ?? '', /does not verify \(SELF_SIGNED\); nothing was sent to it/);
  assert.deepEqual([told, peer.attempts, pool.openCount, peer.arrivalsMs.length], [1, 4, 0, 0]);
  assert.equal(
    pool.send(() => {}),
    undefined,
  );
});

test('calls go round the idle connections in turn', async (t) => {
  const { clock, peer, results, callEvery } = pretended(t, {}, { initialConnections: 4 });
  await clock.pass(10);
  const stop = callEvery(10);
  await clock.pass(405);
  stop();
  await clock.pass(20);
  assert.equal(results.length, 40);
  assert.deepEqual([...peer.callsOn.values()], [10, 10, 10, 10]);
});

test('spare connections are opened before the free ones run out: two for each call, up to the maximum', async (t) => {
  const { clock, peer, pool } = pretended(
    t,
    { answer: () => ({ silent: true }) },
    { initialConnections: 4, maxConnections: 9 },
  );
  await clock.pass(10);
  assert.equal(peer.attempts, 4);
  const attempts: number[] = [];
  for (let n = 0; n < 4; n += 1) {
    pool.send(() => {});
    attempts.push(peer.attempts);
  }
  // Two idle connections are few; those being made count as well.
  assert.deepEqual(attempts, [4, 4, 5, 6]);
  for (let n = 0; n < 9; n += 1) {
    await clock.pass(5);
    pool.send(() => {});
    pool.keepSpare();
  }
  assert.equal(peer.attempts, 9);
  assert.equal(pool.openCount, 9);
});

test('no more than two connections are opened for a call, however many are missing', async (t) => {
  const { clock, peer, pool } = pretended(t, { idleMs: 300 }, { initialConnections: 8, maxConnections: 20 });
  // The peer has closed all eight, and none has been made again.
  await clock.pass(300.5);
  assert.equal(pool.openCount, 0);
  const attempts: number[] = [];
  for (let n = 0; n < 4; n += 1) {
    pool.keepSpare();
    attempts.push(peer.attempts - 8);
  }
  assert.deepEqual(attempts, [2, 4, 5, 5]);
});

test('a connection that its peer will not keep is made again at once, and is no loss', async (t) => {
  const { clock, peer, pool, results, callEvery } = pretended(t, { answer: () => ({ reusable: false }) });
  await clock.pass(10);
  callEvery(10);
  await clock.pass(505);
  assert.deepEqual(kindsOf(results), ['response']);
  assert.ok(results.length >= 49);
  assert.ok(peer.attempts >= results.length);
  assert.equal(pool.connectionsLost, 0);
});

for (const fault of ['reset', 'malformed', 'tooLarge'] as const) {
  test(`a connection that fails with ${fault} ends its call so, and another takes its place`, async (t) => {
    const { clock, pool, results, callEvery } = pretended(t, {
      answer: (n): PretendedAnswer => (n < 2 ? { fault } : {}),
    });
    await clock.pass(10);
    callEvery(10);
    await clock.pass(1000);
    assert.deepEqual(
      results.slice(0, 3).map(({ kind }) => kind),
      [fault, fault, 'response'],
    );
    assert.equal(pool.connectionsLost, 2);
  });
}

test('busy connections are renewed by their age, and no call is lost', async (t) => {
  const { clock, peer, pool, results, callEvery } = pretended(t, {}, { maxAgeMs: 100 });
  await clock.pass(10);
  callEvery(5);
  await clock.pass(2000);
  assert.deepEqual(kindsOf(results), ['response']);
  // Two connections, each renewed after 50 to 100 ms.
  assert.ok(peer.attempts >= 40 && peer.attempts <= 82, `${peer.attempts} connections`);
  assert.equal(pool.connectionsLost, 0);
});

test('no connection idles a second, whatever their number, and none is missing while they are renewed', async (t) => {
  const initialConnections = 300;
  const { clock, peer, pool } = pretended(t, { idleMs: 950 }, { initialConnections, maxConnections: 500 });
  await clock.pass(10);
  let minOpen = initialConnections;
  clock.every(1, () => {
    minOpen = Math.min(minOpen, pool.openCount);
  });
  await clock.pass(5000);
  assert.equal(minOpen, initialConnections);
  assert.equal(pool.connectionsLost, 0);
  assert.ok(peer.attempts >= 5 * initialConnections && peer.attempts <= 9 * initialConnections);
});

test('connections beyond the initial number that idle are closed', async (t) => {
  const { clock, pool, callEvery } = pretended(t, { answer: () => ({ afterMs: 100 }) });
  await clock.pass(10);
  const stop = callEvery(20);
  await clock.pass(500);
  stop();
  assert.ok(pool.openCount > 4, `${pool.openCount} open`);
  await clock.pass(2000);
  assert.equal(pool.openCount, 2);
});

test('a pool that may have no more connections renews those that idle in their place', async (t) => {
  const { clock, peer, pool } = pretended(t, { idleMs: 950 }, { maxConnections: 2 });
  await clock.pass(3000);
  assert.ok(peer.attempts >= 6 && peer.attempts <= 10, `${peer.attempts} connections`);
  assert.equal(pool.connectionsLost, 0);
});

test('where no connection can be made, those that idle are kept', async (t) => {
  const { clock, peer, pool } = pretended(t, { connect: (n) => (n < 2 ? 'ready' : 'refused') });
  await clock.pass(10);
  await clock.pass(3000);
  assert.ok(peer.attempts > 2);
  assert.equal(pool.openCount, 2);
});

test('a closed pool does nothing more', async (t) => {
  const { clock, peer, pool, results } = pretended(t, { connect: (n) => (n === 0 ? 'ready' : 'refused') });
  await clock.pass(5);
  pool.close();
  const before = peer.attempts;
  await clock.pass(5000);
  assert.equal(peer.attempts, before);
  assert.equal(pool.openCount, 0);
  assert.equal(results.length, 0);
});
