import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import net, { type AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import Client, { type ClientOptions, type ResponseHead } from 'autocannon/lib/httpClient.js';
import { HTTPParser } from 'http-parser-js';
import { AutocannonConnection } from './autocannon-connection.ts';

/**
 * What AutocannonConnection relies on within autocannon and http-parser-js, each thing by its name, so that a release which
 * changes one of them fails here before it fails in a load.
 */

const root = join(import.meta.dirname, '..', '..');
const requireHere = createRequire(import.meta.url);

function versionOf(name: string): string {
  const manifest = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

for (const [name, version] of [
  ['autocannon', '9.0.0'],
  ['http-parser-js', '0.5.10'],
] as const) {
  test(`${name} is the version that was read, ${version}, and pinned`, () => {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    assert.equal(manifest.dependencies[name], version);
    assert.equal(versionOf(name), version);
  });
}

test('autocannon parses with the http-parser-js that is pinned', () => {
  const requireInAutocannon = createRequire(requireHere.resolve('autocannon'));
  assert.equal(requireInAutocannon.resolve('http-parser-js'), requireHere.resolve('http-parser-js'));
});

const options: ClientOptions = {
  protocol: 'http:',
  hostname: '127.0.0.1',
  port: 1,
  path: '/v4/x?usersig=secret',
  auth: undefined,
  host: 'target.test:8080',
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: '{"a":"é"}',
  timeout: 1000,
};

/** A client of autocannon's that neither connects nor sends by itself, and counts how often it was to. */
class IdleClient extends Client<Record<never, never>> {
  override _connect(): void {
    calls.connect += 1;
  }
  override _doRequest(): void {
    calls.doRequest += 1;
  }
  connect(): Socket {
    Client.prototype._connect.call(this);
    assert.ok(this.conn);
    return this.conn;
  }
}
const calls = { connect: 0, doRequest: 0 };

function idleClient(changes: Partial<ClientOptions> = {}): IdleClient {
  calls.connect = 0;
  calls.doRequest = 0;
  const client = new IdleClient({ ...options, ...changes });
  client.timeoutTicker.clear();
  return client;
}

const ofClient: [member: string, test: () => void | Promise<void>][] = [
  [
    'constructor calls _connect once, as a method that can be overridden',
    () => {
      const client = idleClient();
      assert.deepEqual(calls, { connect: 1, doRequest: 0 });
      assert.equal(client.conn, undefined);
    },
  ],
  [
    'constructor copies its options',
    () => assert.notEqual(idleClient().opts, options as unknown as IdleClient['opts']),
  ],
  [
    'opts.tlsOptions is an object that can be replaced',
    () => assert.deepEqual(idleClient().opts.tlsOptions, {}),
  ],
  [
    'timeoutTicker.clear stops the only timer',
    () => {
      const timersBefore = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
      idleClient();
      const timers = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
      assert.equal(timers, timersBefore);
    },
  ],
  ['parser is a parser of http-parser-js', () => assert.ok(idleClient().parser instanceof HTTPParser)],
  [
    'prototype.getRequestBuffer gives the whole request, from path, host, headers and body',
    () =>
      assert.equal(
        idleClient().getRequestBuffer().toString(),
        'POST /v4/x?usersig=secret HTTP/1.1\r\nHost: target.test:8080\r\nConnection: keep-alive\r\ncontent-type: application/json\r\nContent-Length: 10\r\n\r\n{"a":"é"}',
      ),
  ],
  [
    'prototype._connect puts a new socket into conn, and calls _doRequest',
    () => {
      const client = idleClient();
      const socket = client.connect();
      socket.on('error', () => {}).destroy();
      assert.ok(socket instanceof Socket);
      assert.equal(calls.doRequest, 1);
      const second = client.connect();
      second.on('error', () => {}).destroy();
      assert.notEqual(second, socket);
    },
  ],
  [
    'prototype._connect adds the only listener of data',
    () => {
      const socket = idleClient().connect();
      socket.on('error', () => {}).destroy();
      assert.equal(socket.listenerCount('data'), 1);
    },
  ],
  [
    'an error of the socket calls _connect, and throws nothing',
    async () => {
      const client = idleClient();
      const socket = client.connect();
      socket.removeAllListeners('data');
      await new Promise((resolve) => socket.once('close', resolve));
      assert.equal(calls.connect, 2);
    },
  ],
  [
    'an end of the socket calls _connect',
    async () => {
      const server = net.createServer((peer) => peer.end());
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const socket = idleClient({ port: (server.address() as AddressInfo).port }).connect();
      socket.removeAllListeners('data');
      socket.resume();
      await new Promise((resolve) => socket.once('close', resolve));
      server.close();
      assert.equal(calls.connect, 2);
    },
  ],
  [
    'prototype._connect takes opts.tlsOptions, and verifies no certificate by itself',
    () => {
      const source = Client.prototype._connect.toString();
      assert.match(source, /\.\.\.this\.opts\.tlsOptions/);
      assert.match(source, /rejectUnauthorized: false/);
    },
  ],
];
for (const [member, body] of ofClient) test(`autocannon Client: ${member}`, body);

interface Read {
  heads: ResponseHead[];
  body: string;
  complete: number;
}

/** A parser as autocannon makes it, and what its handlers were called with. */
function reading(): { parser: IdleClient['parser']; read: Read } {
  const { parser } = idleClient();
  const read: Read = { heads: [], body: '', complete: 0 };
  parser[HTTPParser.kOnHeadersComplete] = (head) => {
    read.heads.push(head);
  };
  parser[HTTPParser.kOnBody] = (chunk, start, length) => {
    read.body += chunk.subarray(start, start + length).toString();
  };
  parser[HTTPParser.kOnMessageComplete] = () => {
    read.complete += 1;
  };
  return { parser, read };
}

const sized = 'HTTP/1.1 200 OK\r\nA: 1\r\nContent-Length: 2\r\n\r\n{}';
const chunked = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';

const ofParser: [member: string, test: () => void][] = [
  [
    'RESPONSE, kOnHeadersComplete, kOnBody and kOnMessageComplete',
    () => {
      const { RESPONSE, kOnHeadersComplete, kOnBody, kOnMessageComplete } = HTTPParser;
      assert.deepEqual([RESPONSE, kOnHeadersComplete, kOnBody, kOnMessageComplete], ['RESPONSE', 2, 3, 4]);
    },
  ],
  [
    'slot kOnHeadersComplete gets statusCode, headers in turn, and shouldKeepAlive',
    () => {
      const { parser, read } = reading();
      parser.execute(Buffer.from(sized));
      parser.execute(Buffer.from(sized.replace('A: 1', 'Connection: close')));
      const [{ statusCode, headers, shouldKeepAlive }, second] = read.heads as [ResponseHead, ResponseHead];
      assert.deepEqual(
        [statusCode, headers, shouldKeepAlive],
        [200, ['A', '1', 'Content-Length', '2'], true],
      );
      assert.equal(second.shouldKeepAlive, false);
    },
  ],
  [
    'slot kOnHeadersComplete gets interim heads as well',
    () => {
      const { parser, read } = reading();
      parser.execute(Buffer.from(`HTTP/1.1 100 Continue\r\n\r\n${sized}`));
      assert.deepEqual(
        read.heads.map(({ statusCode }) => statusCode),
        [100, 200],
      );
    },
  ],
  [
    'slot kOnBody gets a buffer, start and length; kOnMessageComplete is called once',
    () => {
      const { parser, read } = reading();
      parser.execute(Buffer.from(`${chunked}1\r\n{\r\n1\r\n}\r\n0\r\n\r\n`));
      assert.deepEqual([read.body, read.complete], ['{}', 1]);
    },
  ],
  [
    'prototype.execute returns an Error where the bytes are not HTTP',
    () => assert.ok(reading().parser.execute(Buffer.from('220 smtp ready\r\n')) instanceof Error),
  ],
  [
    'prototype.execute passes on what a handler throws',
    () => {
      const { parser } = reading();
      parser[HTTPParser.kOnHeadersComplete] = () => {
        throw new Error('of a handler');
      };
      assert.throws(() => parser.execute(Buffer.from(sized)), /of a handler/);
    },
  ],
  [
    'prototype.execute returns an Error for a head without end',
    () => {
      const { parser } = reading();
      parser.execute(Buffer.from('HTTP/1.1 200 OK\r\n'));
      const seen = Array.from({ length: 20 }, () =>
        parser.execute(Buffer.from(`A: ${'x'.repeat(5000)}\r\n`)),
      );
      assert.ok(seen.some((result) => result instanceof Error));
    },
  ],
  [
    'prototype.reinitialize forgets what was read, and keeps the handlers',
    () => {
      const { parser, read } = reading();
      parser.execute(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a":'));
      parser.reinitialize(HTTPParser.RESPONSE);
      parser.execute(Buffer.from(sized));
      assert.deepEqual([read.heads.length, read.complete], [2, 1]);
    },
  ],
  [
    'prototype.finish completes a body that the end delimits, and no other',
    () => {
      const { parser, read } = reading();
      parser.execute(Buffer.from('HTTP/1.1 200 OK\r\n\r\n{}'));
      assert.equal(read.complete, 0);
      parser.finish();
      assert.equal(read.complete, 1);
      parser.reinitialize(HTTPParser.RESPONSE);
      parser.execute(Buffer.from(sized.slice(0, -1)));
      parser.finish();
      assert.equal(read.complete, 1);
    },
  ],
  [
    'prototype.BODY_CHUNKHEAD is called on the parser, and can be overridden',
    () => {
      const { parser } = reading();
      const { BODY_CHUNKHEAD: original } = HTTPParser.prototype as unknown as IdleClient['parser'];
      assert.equal(parser.BODY_CHUNKHEAD, original);
      const sizes: unknown[] = [];
      parser.BODY_CHUNKHEAD = () => {
        original.call(parser);
        sizes.push(parser.body_bytes);
      };
      parser.execute(Buffer.from(`${chunked}a\r\n0123456789\r\n-5\r\n`));
      assert.deepEqual(sizes, [10, -5]);
    },
  ],
  [
    'body_bytes is NaN after a chunk size that is no number, and null before any',
    () => {
      const { parser } = reading();
      assert.equal(parser.body_bytes, null);
      parser.execute(Buffer.from(`${chunked}zz\r\n`));
      assert.ok(Number.isNaN(parser.body_bytes));
    },
  ],
  [
    'body_bytes is null while a chunk size has not arrived whole',
    () => {
      const { parser } = reading();
      parser.execute(Buffer.from(`${chunked}1`));
      assert.equal(parser.body_bytes, null);
    },
  ],
  [
    'line holds the beginning of a line, and nothing after a whole response',
    () => {
      const { parser } = reading();
      parser.execute(Buffer.from(sized));
      assert.equal(parser.line, '');
      parser.execute(Buffer.from('HTT'));
      assert.equal(parser.line, 'HTT');
    },
  ],
];
for (const [member, body] of ofParser) test(`http-parser-js HTTPParser: ${member}`, body);

const make = AutocannonConnection.maker({
  url: 'http://127.0.0.1:1/v4/x?usersig=secret',
  headers: { 'content-type': 'application/json' },
  body: '{}',
  ca: undefined,
});

test('a connection neither connects nor keeps a timer before it is opened', () => {
  const resourcesBefore = process.getActiveResourcesInfo().length;
  const connection = make();
  assert.equal(process.getActiveResourcesInfo().length, resourcesBefore);
  assert.match(
    connection.requestBytes.toString(),
    /^POST \/v4\/x\?usersig=secret HTTP\/1\.1\r\nHost: 127\.0\.0\.1:1\r\n/,
  );
});

test('a connection carries no call before it is ready, and a closed one none either', () => {
  const connection = make();
  assert.throws(() => connection.write(Buffer.from('x')), /not ready/);
  connection.open();
  assert.throws(() => connection.write(Buffer.from('x')), /not ready/);
  connection.close();
  assert.throws(() => connection.write(Buffer.from('x')), /not ready/);
});

test('a refused connection is lost once, with the cause, and can be opened again', async () => {
  const connection = make();
  const losses: string[] = [];
  for (let turn = 0; turn < 2; turn += 1) {
    await new Promise<void>((resolve) => {
      connection.removeAllListeners();
      connection.on('lost', (_, reason) => {
        losses.push(reason);
        setTimeout(resolve, 20);
      });
      connection.open();
    });
  }
  assert.deepEqual(losses, ['ECONNREFUSED', 'ECONNREFUSED']);
});

test('a closed connection says nothing more', async (t) => {
  const server = net.createServer((peer) => peer.on('error', () => {}));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  const connection = AutocannonConnection.maker({
    url: `http://127.0.0.1:${port}/`,
    headers: {},
    body: '{}',
    ca: undefined,
  })();
  const seen: string[] = [];
  for (const event of ['ready', 'answer', 'lost', 'untrusted'] as const)
    connection.on(event, () => seen.push(event));
  connection.open();
  connection.close();
  await new Promise((resolve) => setTimeout(resolve, 30));
  assert.deepEqual(seen, []);
});
