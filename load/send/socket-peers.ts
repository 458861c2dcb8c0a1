import assert from 'node:assert/strict';
import net, { type AddressInfo, type Server, type Socket } from 'node:net';
import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { WireResult } from './call-pool.ts';
import { ConnectionPool, type PoolOptions } from './connection-pool.ts';

/** A pool on real sockets and the servers it meets, for tests. */

/** Closes the server and its connections after the test. @returns its port on 127.0.0.1 */
export async function listening(t: TestContext, server: Server): Promise<number> {
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

export function poolOf(t: TestContext, url: string, options: Partial<PoolOptions> = {}): ConnectionPool {
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

export async function until(what: string, met: () => boolean): Promise<void> {
  for (let tries = 0; !met(); tries += 1) {
    assert.ok(tries < 1000, `waited in vain until ${what}`);
    await sleep(10);
  }
}

export async function call(pool: ConnectionPool): Promise<WireResult> {
  await until('a connection is free', () => pool.idleCount > 0);
  return new Promise((resolve) => pool.send(resolve));
}

/** Answers each request with these bytes, in pieces; `end` ends the connection after them. */
export function answering(pieces: string[], end = false): Server {
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

export const whole = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';

/** A peer that answers every call and counts its connections. */
export async function countingConnections(
  t: TestContext,
): Promise<{ url: string; connections: () => number }> {
  const server = answering([whole]);
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  return { url: `http://127.0.0.1:${await listening(t, server)}/`, connections: () => connections };
}
