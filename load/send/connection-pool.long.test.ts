import assert from 'node:assert/strict';
import net from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { countingConnections, listening, poolOf, until } from './socket-peers.ts';

/** What connection-pool.test.ts proves in virtual time, on real sockets and by the real clock. */

test('a peer that closes every connection at once gets no storm of connections', async (t) => {
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

test('connections are renewed by their age, and no call is lost', async (t) => {
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

test('connections that idle are renewed all within a second, and none is missing meanwhile', async (t) => {
  const { url, connections } = await countingConnections(t);
  const initialConnections = 300;
  const pool = poolOf(t, url, { initialConnections, maxConnections: 500 });
  await until('all are open', () => pool.openCount === initialConnections);
  const startMs = performance.now();
  let minOpen = initialConnections;
  await until('each was renewed', () => {
    minOpen = Math.min(minOpen, pool.openCount);
    return connections() >= 2 * initialConnections;
  });
  assert.equal(minOpen, initialConnections);
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
