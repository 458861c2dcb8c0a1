import assert from 'node:assert/strict';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { selfSigned } from '../../reference/self-signed.ts';
import type { WireResult } from './call-pool.ts';
import { ConnectionPool, type PoolOptions } from './connection-pool.ts';

async function listening(t: TestContext, server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function poolOf(t: TestContext, url: string, options: Partial<PoolOptions> = {}): ConnectionPool {
  const pool = new ConnectionPool({
    url,
    headers: { 'content-type': 'application/json' },
    body: '{}',
    initialConnections: 2,
    maxConnections: 8,
    callTimeoutMs: 1000,
    ca: undefined,
    ...options,
  });
  t.after(() => pool.close());
  return pool;
}

async function until(what: string, met: () => boolean): Promise<void> {
  for (let tries = 0; !met(); tries += 1) {
    assert.ok(tries < 1000, `waited in vain until ${what}`);
    await sleep(10);
  }
}

async function call(pool: ConnectionPool): Promise<WireResult> {
  await until('a connection is free', () => pool.idleCount > 0);
  return new Promise((resolve) => pool.send(resolve));
}

/** Answers each request with these bytes, in pieces, and then ends the connection if told to. */
function answering(pieces: string[], end = false): Server {
  return net.createServer((socket) => {
    socket.on('data', async () => {
      for (const piece of pieces) {
        if (!socket.writable) return;
        socket.write(piece);
        await sleep(3);
      }
      if (end) socket.end();
    });
  });
}

const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';

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

const hostile: [title: string, pieces: string[], end: boolean, kinds: string[]][] = [
  ['no HTTP', ['220 smtp ready\r\n'], false, ['malformed']],
  ['a body cut short', ['HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{'], true, ['reset']],
  ['an end without an answer', [], true, ['reset']],
  ['two answers for one call', [whole + whole], false, ['response']],
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
  ['silence', ['HTTP/1.1 200 OK\r\n'], false, ['timeout']],
];

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
    const first = await call(pool);
    assert.ok(kinds.includes(first.kind), JSON.stringify(first).slice(0, 200));
    await call(pool);
    await until('the spoiled connections are replaced', () => calls >= 4);
    for (let turn = 0; turn < 3; turn += 1) {
      const result = await call(pool);
      assert.equal(result.kind === 'response' && result.body.toString(), '{}');
    }
  });
}

test('a peer that closes every connection at once is not met with a storm', async (t) => {
  let connections = 0;
  const server = net.createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  const pool = poolOf(t, `http://127.0.0.1:${await listening(t, server)}/`);
  await until('connections were tried again', () => connections > 4);
  await sleep(1000);
  assert.ok(connections < 60, `${connections} connections`);
  assert.ok(pool.connectionsLost > 4);
});

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

/** A peer that answers every call, and how many connections were made to it. */
async function countingConnections(t: TestContext): Promise<{ url: string; connections: () => number }> {
  const server = answering([whole]);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  return { url: `http://127.0.0.1:${await listening(t, server)}/`, connections: () => connections };
}

test('connections are renewed by their age, and no call is lost by it', async (t) => {
  const { url, connections } = await countingConnections(t);
  const pool = poolOf(t, url, { maxAgeMs: 100 });
  let calls = 0;
  await until('ten connections were made', () => {
    if (pool.idleCount > 0) {
      calls += 1;
      pool.send((result) => {
        calls -= 1;
        assert.equal(result.kind, 'response');
      });
    }
    return connections() >= 10;
  });
  await until('all calls are answered', () => calls === 0);
  assert.equal(pool.connectionsLost, 0);
});

test('connections that idle are renewed all within a second, and none is wanting meanwhile', async (t) => {
  const { url, connections } = await countingConnections(t);
  const initialConnections = 300;
  const pool = poolOf(t, url, { initialConnections, maxConnections: 500 });
  await until('all are open', () => pool.openCount === initialConnections);
  const startMs = performance.now();
  let least = initialConnections;
  await until('each was renewed', () => {
    least = Math.min(least, pool.openCount);
    return connections() >= 2 * initialConnections;
  });
  assert.equal(least, initialConnections);
  // One in each sweep would take six seconds.
  assert.ok(performance.now() - startMs < 3000);
  assert.equal(pool.connectionsLost, 0);
});

test('a pool that may have no more connections renews those that idle in their place', async (t) => {
  const { url, connections } = await countingConnections(t);
  const pool = poolOf(t, url, { maxConnections: 2 });
  await until('both were renewed', () => connections() >= 4);
  assert.equal(pool.connectionsLost, 0);
});
