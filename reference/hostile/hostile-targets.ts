import http2 from 'node:http2';
import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { Fixtures } from '../../client/settings/fixtures.ts';
import { referenceSteps, type Steps } from '../group-get.ts';
import { type SelfSigned, selfSigned } from '../self-signed.ts';
import { type HostileCall, whole } from './hostile-listener.ts';

/**
 * The verdict that a run on a target must have. `breaches`: exactly these clauses are breached. `atMost`: chance decides
 * whether these clauses are breached or the run passes; no other clause may be breached.
 */
export type MustBe =
  | 'pass'
  | 'inconclusive'
  | { breaches: readonly string[] }
  | { atMost: readonly string[] };

/** A target that is broken, hostile, or behind unusual machines, and the verdicts that the suite and a load run must have. */
export interface HostileTarget {
  name: string;
  /** Why the verdicts are what they are. */
  why: string;
  /** The contract suite's verdict. */
  suite: MustBe;
  /** The verdict of a load within the ceiling, on a target that misbehaves from the first call on. */
  load: MustBe;
  /** The verdict of the same load when the target answers its first calls correctly. */
  turningLoad?: MustBe;
  /** Default: answers as the reference target. */
  answer?: (call: HostileCall) => void;
  /** Handles connections; no calls are then read from them. */
  accept?: (socket: Socket) => void;
  steps?: Partial<Steps>;
  /** The certificate that it serves, and the one in TARGET_CA, if any. */
  tls?: () => Promise<{ serves: SelfSigned; trusted?: string; alpn?: string[] }>;
  /** The URL says https although there is no TLS. */
  claimsTls?: true;
  /** A URL where nothing listens. */
  url?: string;
  /** No byte of a call may reach it. */
  receivesNothing?: true;
  /** The fixtures that declare it, where they differ from those that the reference target holds. */
  declared?: (held: Fixtures) => Fixtures;
  /** The suite takes seconds on it, so that its trial belongs to the long tests. */
  isSlow?: true;
}

/** A network fault, or what looks like one, proves nothing about the target. Under load L7 requires an answer. */
const fault = { suite: 'inconclusive', load: 'inconclusive', turningLoad: { breaches: ['L7'] } } as const;
const conforms = { suite: 'pass', load: 'pass' } as const;
const unproven = { suite: 'inconclusive', load: 'inconclusive', receivesNothing: true } as const;

/** A whole answer that breaches clauses: the suite names them, a load run names L5. */
function breaching(...clauses: string[]) {
  const load = { breaches: ['L5'] };
  return { suite: { breaches: clauses }, load, turningLoad: load };
}

/** Writes these bytes, in these pieces, then keeps, ends or resets the connection. */
function writes(
  pieces: (call: HostileCall) => string | Buffer | (string | Buffer)[],
  then: 'stays' | 'ends' | 'resets' = 'stays',
): (call: HostileCall) => void {
  return (call) => {
    const { socket } = call;
    const given = pieces(call);
    for (const piece of Array.isArray(given) ? given : [given])
      socket.write(typeof piece === 'string' ? Buffer.from(piece, 'latin1') : piece);
    if (then === 'ends') socket.end();
    if (then === 'resets') socket.resetAndDestroy();
  };
}

/** A whole answer with another JSON text. */
function body(change: (honest: string) => string | Buffer): (call: HostileCall) => void {
  return writes(({ honest }) => whole(change(honest)));
}

/** A whole answer in a content coding. */
function coded(coding: string, change: (honest: string) => Buffer): (call: HostileCall) => void {
  return writes(({ honest }) => whole(change(honest), [`Content-Encoding: ${coding}`]));
}

/** Writes as many bytes as the peer takes, up to a gigabyte. */
function pours(head: string, chunk: Buffer): (call: HostileCall) => void {
  return ({ socket }) => {
    let left = 2 ** 30;
    const more = () => {
      while (left > 0 && !socket.destroyed) {
        left -= chunk.length;
        if (!socket.write(chunk)) return void socket.once('drain', more);
      }
    };
    socket.write(head);
    more();
  };
}

/** Writes a few bytes again and again until the connection ends. */
function drips(head: string, drip: (turn: number) => string): (call: HostileCall) => void {
  return ({ socket, dripMs }) => {
    let turn = 0;
    socket.write(head);
    const timer = setInterval(() => socket.write(drip(turn++)), dripMs);
    socket.once('close', () => clearInterval(timer));
  };
}

function redirects(status: string, to: (urls: HostileCall['urls']) => string): (call: HostileCall) => void {
  return writes(({ urls }) => whole('', [`Location: ${to(urls)}/followed`], status));
}

/** Misbehaves on some calls, by their number over all connections, and answers the others correctly. */
function sometimes(
  when: (before: number) => boolean,
  does: (call: HostileCall) => void,
): (call: HostileCall) => void {
  const faultless = body((honest) => honest);
  return (call) => (when(call.before) ? does(call) : faultless(call));
}

function chunked(text: string): string {
  const bytes = Buffer.from(text).toString('latin1');
  return `${bytes.length.toString(16)}\r\n${bytes}\r\n`;
}

const here = { dns: ['localhost'], ip: ['127.0.0.1'] };
const ok = 'HTTP/1.1 200 OK\r\n';
const json = `${ok}Content-Type: application/json\r\n`;
const inChunks = `${json}Transfer-Encoding: chunked\r\n\r\n`;
const deep = '['.repeat(20_000) + ']'.repeat(20_000);
const half = (text: string) => text.slice(0, text.length / 2);
/** Members put at the end of the JSON object. */
const withMore = (honest: string, members: string) => `${honest.slice(0, -1)},${members}}`;
/** A gigabyte of zeros: a gzip body may be many small ones in sequence. */
const bomb = () => Buffer.concat(Array.from({ length: 1024 }, () => gzippedMegabyte));
const gzippedMegabyte = gzipSync(Buffer.alloc(2 ** 20));
const layered = (text: string, layers: number) =>
  Array.from({ length: layers }).reduce<Buffer>((bytes) => gzipSync(bytes, { level: 0 }), Buffer.from(text));

/** `tests/hostile-targets.test.ts` and its long tests hold the suite and a load run to this table. */
export const hostileTargets: readonly HostileTarget[] = [
  // No answer.
  {
    name: 'refuses connections',
    why: 'nothing was said, so nothing can be wrong',
    suite: 'inconclusive',
    load: 'inconclusive',
    url: 'http://127.0.0.1:1',
  },
  { name: 'accepts and says nothing', why: 'silence may be the network', ...fault, answer: () => {} },
  {
    name: 'accepts and ends each connection',
    why: 'an end without an answer may be a middle box',
    ...fault,
    accept: (socket) => socket.end(),
  },
  {
    name: 'resets each connection at once',
    why: 'a reset may be a middle box',
    ...fault,
    accept: (socket) => socket.resetAndDestroy(),
  },
  {
    name: 'closes while the call is written',
    why: 'a reset may be a middle box; a failed write is no crash',
    ...fault,
    accept: (socket) => socket.once('data', () => socket.resetAndDestroy()),
  },
  {
    name: 'ends the connection where an answer is due',
    why: 'an end without an answer may be a middle box',
    ...fault,
    answer: writes(() => [], 'ends'),
  },

  // Answers without end.
  {
    name: 'answers a byte a second',
    why: 'an answer is due whole within the time-out, whatever trickles; by itself slowness breaches nothing',
    ...fault,
    answer: drips(`${json}Content-Length: 500\r\n\r\n`, () => ' '),
  },
  {
    name: 'never ends its headers',
    why: 'no answer is there to judge',
    ...fault,
    answer: drips(ok, (turn) => `X-${turn}: more\r\n`),
  },
  {
    name: 'never ends its body',
    why: 'no answer is there to judge',
    ...fault,
    answer: drips(inChunks, () => chunked(' ')),
  },
  {
    name: 'sends a gigabyte',
    why: 'more than the harness is ready to hold is not judged; it must hang up long before',
    ...fault,
    answer: pours(`${json}Content-Length: ${2 ** 30}\r\n\r\n`, Buffer.alloc(2 ** 16, ' ')),
  },
  {
    name: 'sends a gigabyte in chunks',
    why: 'as with a length, though nothing foretold it',
    ...fault,
    answer: pours(inChunks, Buffer.from(chunked(' '.repeat(2 ** 16)))),
  },
  {
    name: 'sends a gigabyte of headers',
    why: 'no answer is there to judge',
    ...fault,
    answer: pours(ok, Buffer.from(`X: ${'x'.repeat(1000)}\r\n`.repeat(60))),
  },
  {
    name: 'floods with interim responses',
    why: 'HTTP lets a client give up on 1xx that no answer follows',
    ...fault,
    answer: pours('', Buffer.from('HTTP/1.1 103 Early Hints\r\n\r\n'.repeat(100))),
  },
  {
    name: 'floods with 100 Continue',
    why: 'as with other interim responses, though these are left out by other code',
    ...fault,
    answer: pours('', Buffer.from('HTTP/1.1 100 Continue\r\n\r\n'.repeat(100))),
  },

  // Answers that are not HTTP, or end too early.
  {
    name: 'speaks another protocol',
    why: 'what is no HTTP is no answer of the service: a wrong port, perhaps',
    ...fault,
    answer: writes(() => 'SSH-2.0-OpenSSH_9.6\r\n'),
  },
  {
    name: 'cuts its headers',
    why: 'the connection was lost',
    ...fault,
    answer: writes(() => 'HTTP/1.1 200 OK\r\nContent-Ty', 'ends'),
  },
  {
    name: 'cuts a body of known length',
    why: 'the connection was lost, and that shows',
    ...fault,
    answer: writes(
      ({ honest }) => `${json}Content-Length: ${Buffer.byteLength(honest)}\r\n\r\n${half(honest)}`,
      'ends',
    ),
  },
  {
    name: 'resets in the body',
    why: 'the connection was lost',
    ...fault,
    answer: writes(
      ({ honest }) => `${json}Content-Length: ${Buffer.byteLength(honest)}\r\n\r\n${half(honest)}`,
      'resets',
    ),
  },
  {
    name: 'cuts a body in chunks',
    why: 'the connection was lost: the last chunk is missing',
    ...fault,
    answer: writes(({ honest }) => inChunks + chunked(half(honest)), 'ends'),
  },
  {
    name: 'cuts a body that the end of the connection delimits',
    why: 'half an object looks the same whether the target or the network broke off',
    ...fault,
    answer: writes(({ honest }) => `HTTP/1.0 200 OK\r\n\r\n${half(honest)}`, 'ends'),
  },
  {
    name: 'cuts a gzip body that the end of the connection delimits',
    why: 'half a gzip body looks the same whether the target or the network broke off',
    ...fault,
    answer: writes(({ honest }) => {
      const bytes = gzipSync(honest);
      return ['HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n', bytes.subarray(0, bytes.length / 2)];
    }, 'ends'),
  },
  {
    name: 'claims a longer body than it sends',
    why: 'the rest may be on its way: silence',
    ...fault,
    answer: writes(
      ({ honest }) => `${json}Content-Length: ${Buffer.byteLength(honest) + 10}\r\n\r\n${honest}`,
    ),
  },
  {
    name: 'claims a shorter body than it sends',
    why: 'whole as HTTP tells it, so every client reads HTTP 200 with half an object, each time',
    ...breaching('E2'),
    answer: writes(
      ({ honest }) => `${json}Content-Length: ${Buffer.byteLength(half(honest))}\r\n\r\n${honest}`,
    ),
  },
  {
    name: 'claims a length that is no number',
    why: 'garbled HTTP',
    ...fault,
    answer: writes(({ honest }) => `${json}Content-Length: many\r\n\r\n${honest}`),
  },
  {
    name: 'claims a negative length',
    why: 'garbled HTTP',
    ...fault,
    answer: writes(({ honest }) => `${json}Content-Length: -40\r\n\r\n${honest}`),
  },
  {
    name: 'sends a chunk whose size is no number',
    why: 'garbled HTTP',
    ...fault,
    answer: writes(({ honest }) => `${inChunks}zz\r\n${honest}\r\n0\r\n\r\n`),
  },
  {
    name: 'sends a chunk of negative size',
    why: 'garbled HTTP; a parser that believes it goes back to where it was, for ever',
    ...fault,
    answer: writes(({ honest }) => `${inChunks}-5\r\n${honest}\r\n0\r\n\r\n`),
  },
  {
    name: 'sends a chunk longer than its size',
    why: 'garbled HTTP',
    ...fault,
    answer: writes(({ honest }) => `${inChunks}5\r\n${honest}\r\n0\r\n\r\n`),
  },
  {
    name: 'switches protocols',
    why: 'nobody asked for it, and what follows is no HTTP',
    ...fault,
    answer: writes(() => 'HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n'),
  },
  {
    name: 'speaks HTTP/2 only, without TLS',
    why: 'a transport that the harness does not have; what it cannot speak, it cannot judge',
    suite: 'inconclusive',
    load: 'inconclusive',
    accept: (socket) => void http2.createServer().emit('connection', socket),
  },
  {
    name: 'speaks HTTP/2 only, with TLS',
    why: 'a transport that the harness does not have; the handshake ends without a common protocol',
    ...unproven,
    tls: async () => {
      const serves = await selfSigned(here);
      return { serves, trusted: serves.cert, alpn: ['h2'] };
    },
  },
  {
    name: 'answers HTTP 502, as a gateway does',
    why: 'the page names 502 as the network’s; under load a call without another answer went unanswered (L5, E1)',
    suite: 'inconclusive',
    load: 'inconclusive',
    turningLoad: { breaches: ['L5'] },
    answer: writes(() => whole('<html>Bad Gateway</html>', [], '502 Bad Gateway')),
  },

  // Odd, and allowed.
  {
    name: 'sends two answers for one call',
    why: 'the first is whole and right; HTTP has a client drop what nobody asked for, with the connection',
    ...conforms,
    answer: writes(({ honest }) => Buffer.concat([whole(honest), whole(honest)])),
  },
  {
    name: 'answers HTTP/1.0, delimited by the end of the connection',
    why: 'an HTTP version that every client must take',
    ...conforms,
    answer: writes(({ honest }) => ['HTTP/1.0 200 OK\r\n\r\n', Buffer.from(honest)], 'ends'),
  },
  {
    name: 'answers HTTP/1.0 with a length, and ends the connection',
    isSlow: true,
    why: 'an HTTP version that every client must take',
    ...conforms,
    answer: writes(({ honest }) => {
      const bytes = Buffer.from(honest);
      return [
        `HTTP/1.0 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${bytes.length}\r\n\r\n`,
        bytes,
      ];
    }, 'ends'),
  },
  {
    name: 'ends each connection, and says so',
    isSlow: true,
    why: 'connections may last for one call',
    ...conforms,
    answer: writes(({ honest }) => whole(honest, ['Connection: close']), 'ends'),
  },
  {
    name: 'ends each connection without a word of it',
    why: 'the suite tries again what meets the end; in a load that call is lost, and a server that will close must say so (RFC 9112, 9.3)',
    suite: 'pass',
    load: { atMost: ['L7'] },
    answer: writes(({ honest }) => whole(honest), 'ends'),
  },
  {
    name: 'sends chunks with extensions and trailers',
    why: 'both are HTTP/1.1',
    ...conforms,
    answer: writes(({ honest }) => {
      const bytes = Buffer.from(honest).toString('latin1');
      return `${json}Trailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n1;a="b"\r\n${bytes[0]}\r\n${(bytes.length - 1).toString(16)};c\r\n${bytes.slice(1)}\r\n0\r\nX-Sum: 1\r\n\r\n`;
    }),
  },
  {
    name: 'sends 100 Continue before the answer',
    why: 'a server may send it unasked, and clients must pass over it',
    ...conforms,
    answer: writes(({ honest }) => [
      'HTTP/1.1 100 Con',
      'tinue\r\nX: y\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n',
      whole(honest),
    ]),
  },
  {
    name: 'sends early hints before the answer',
    why: 'clients must pass over interim responses',
    ...conforms,
    answer: writes(({ honest }) => [
      'HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n',
      'HTTP/1.1 102 Processing\r\n\r\n',
      whole(honest),
    ]),
  },
  {
    name: 'sends gzip',
    why: 'a coding that HTTP lets a server choose when the call names none',
    ...conforms,
    answer: coded('gzip', (honest) => gzipSync(honest)),
  },
  {
    name: 'stands behind a proxy that injects headers',
    why: 'the contract says nothing of headers but Content-Type, and that is a note',
    ...conforms,
    answer: writes(({ honest }) =>
      whole(honest, [
        'Via: 1.0 a, 1.1 b',
        'X-Forwarded-For: 203.0.113.9',
        'Set-Cookie: a=b',
        'Set-Cookie: c=d',
        'Content-Type: text/html',
        'Warning: 214 - "caf\xe9"',
        'Date: Thu, 01 Jan 1970 00:00:00 GMT',
        'Refresh: 0; url=/followed',
        'Location: /followed',
        `X-Long: ${'x'.repeat(8000)}`,
      ]),
    ),
  },
  {
    name: 'stands behind a proxy that injects headers named after properties',
    why: 'a header may have any name',
    ...conforms,
    answer: writes(({ honest }) =>
      whole(honest, ['__proto__: x', '__proto__: y', 'constructor: x', 'toString: x', 'hasOwnProperty: x']),
    ),
  },

  // Content codings.
  {
    name: 'sends invalid gzip',
    why: 'whole as HTTP tells it, and nobody can read it: HTTP 200 without an envelope',
    ...breaching('E2'),
    answer: coded('gzip', (honest) => Buffer.from(honest)),
  },
  {
    name: 'sends half a gzip body under its own length',
    why: 'whole as HTTP tells it, and nobody can read it: HTTP 200 without an envelope',
    ...breaching('E2'),
    answer: coded('gzip', (honest) => gzipSync(honest).subarray(0, 30)),
  },
  {
    name: 'sends a gzip bomb',
    why: 'more than the harness is ready to hold is not judged',
    ...fault,
    answer: coded('gzip', bomb),
  },
  {
    name: 'sends a thousand layers of gzip',
    why: 'each layer takes time; more than a few are not unfolded',
    ...fault,
    answer: coded('gzip,'.repeat(999).concat('gzip'), (honest) => layered(honest, 3)),
  },
  {
    name: 'sends a coding that the harness does not know',
    why: 'HTTP lets a server choose; what the harness cannot read, it cannot judge',
    ...fault,
    answer: coded('zstd', (honest) => Buffer.from(honest)),
  },

  // Bodies.
  {
    name: 'sends no body',
    why: 'HTTP 200 without an envelope',
    ...breaching('E2'),
    answer: body(() => ''),
  },
  {
    name: 'sends a page for people',
    why: 'HTTP 200 without an envelope, whoever put it there',
    ...breaching('E2'),
    answer: body(() => '<!doctype html><title>Log in</title>'),
  },
  {
    name: 'sends invalid UTF-8',
    why: 'JSON between systems is UTF-8 (RFC 8259, 8.1)',
    ...breaching('E2'),
    answer: body((honest) => Buffer.from(withMore(honest, '"X":"\xe9"'), 'latin1')),
  },
  {
    name: 'nests deeply in a field of its own',
    isSlow: true,
    why: 'fields that the source does not name are noted; JSON sets no bound to nesting',
    ...conforms,
    answer: body((honest) => withMore(honest, `"X":${deep}`)),
  },
  {
    name: 'nests objects deeply beside FAIL',
    isSlow: true,
    why: 'list data is looked for at every depth, and there is none',
    ...conforms,
    answer: body((honest) => withMore(honest, `"X":${'{"a":'.repeat(8000)}1${'}'.repeat(8000)}`)),
  },
  {
    name: 'nests deeply in the stead of its lists',
    why: 'ResultItem is no array of lists',
    ...breaching('S2'),
    answer: body((honest) => honest.replace(/"ResultItem":\[.*\],/, `"ResultItem":${deep},`)),
  },
  {
    name: 'has a sequence of 64 bits',
    why: 'an integer, if beyond what a double holds exactly; nothing bounds CurrentSequence',
    ...conforms,
    answer: body((honest) => honest.replace('"CurrentSequence":12', '"CurrentSequence":9223372036854775807')),
    declared: ({ accounts, ...held }) => {
      const { currentSequence: _, ...populated } = accounts.populated;
      return { ...held, accounts: { ...accounts, populated } };
    },
  },
  {
    name: 'has a sequence beyond every double',
    why: 'no program can tell it from any other such number; it is reported as it was read',
    ...breaching('S1'),
    answer: body((honest) => honest.replace('"CurrentSequence":12', '"CurrentSequence":1e400')),
  },
  {
    name: 'has a number of ten thousand digits in a field of its own',
    why: 'fields that the source does not name are noted',
    ...conforms,
    answer: body((honest) => withMore(honest, `"X":${'9'.repeat(10_000)}`)),
  },
  {
    name: 'gives a field twice with different values',
    why: 'readers that take the first and readers that take the last are told different things, so it states neither',
    ...breaching('C4', 'E2'),
    answer: body((honest) => honest.replace('{', '{"ErrorInfo":"something else",')),
  },
  {
    name: 'gives a field twice with the same value',
    why: 'names should be unique (RFC 8259, 4), but every reader is told the same',
    ...conforms,
    answer: body((honest) => withMore(honest, '"ErrorDisplay":""')),
  },
  {
    name: 'gives fields twice with the same value, one of them nested deeply',
    isSlow: true,
    why: 'values are compared at any depth without recursion',
    ...conforms,
    answer: body((honest) => withMore(honest, `"X":${deep},"X":${deep},"ErrorDisplay":""`)),
  },
  {
    name: 'hides its envelope under __proto__',
    why: 'that is a field like any other; the envelope is missing',
    ...breaching('E2'),
    answer: body((honest) => `{"__proto__":${honest}}`),
  },
  {
    name: 'has __proto__ and constructor fields beside its envelope',
    why: 'fields that the source does not name are noted, and change nothing in the harness',
    ...conforms,
    answer: body((honest) =>
      withMore(honest, '"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}'),
    ),
  },

  // Redirects.
  {
    name: 'redirects to itself',
    why: 'HTTP 307 is not 200; to follow would be to call for ever',
    ...breaching('E1', 'E2'),
    answer: redirects('307 Temporary Redirect', ({ own }) => own),
  },
  {
    name: 'redirects elsewhere',
    why: 'HTTP 308 is not 200; the signature is not for the other end',
    ...breaching('E1', 'E2'),
    answer: redirects('308 Permanent Redirect', ({ elsewhere }) => elsewhere),
  },
  {
    name: 'redirects from HTTPS to plain HTTP',
    why: 'HTTP 302 is not 200; the signature does not go over the wire in the clear',
    ...breaching('E1', 'E2'),
    answer: redirects('302 Found', ({ elsewhere }) => elsewhere),
    tls: async () => {
      const serves = await selfSigned(here);
      return { serves, trusted: serves.cert };
    },
  },

  // Certificates.
  {
    name: 'vouches for itself, and TARGET_CA knows it',
    why: 'that is what TARGET_CA is for',
    ...conforms,
    tls: async () => {
      const serves = await selfSigned(here);
      return { serves, trusted: serves.cert };
    },
  },
  {
    name: 'vouches for itself, unknown',
    why: 'whoever it is, it is not known to be the target',
    ...unproven,
    tls: async () => ({ serves: await selfSigned(here) }),
  },
  {
    name: 'has a certificate of the right name that another vouches for',
    why: 'TARGET_CA knows another key',
    ...unproven,
    tls: async () => ({ serves: await selfSigned(here), trusted: (await selfSigned(here)).cert }),
  },
  {
    name: 'has an expired certificate',
    why: 'an expired certificate proves nothing',
    ...unproven,
    tls: async () => {
      const serves = await selfSigned(here, { from: -20, to: -10 });
      return { serves, trusted: serves.cert };
    },
  },
  {
    name: 'has a certificate that is not valid yet',
    why: 'so it looks when a clock is far off; the certificate proves nothing',
    ...unproven,
    tls: async () => {
      const serves = await selfSigned(here, { from: 10, to: 20 });
      return { serves, trusted: serves.cert };
    },
  },
  {
    name: "has another host's certificate",
    why: 'it proves to be somebody else',
    ...unproven,
    tls: async () => {
      const serves = await selfSigned({ dns: ['elsewhere.test'] });
      return { serves, trusted: serves.cert };
    },
  },
  {
    name: 'says nothing in the handshake',
    isSlow: true,
    why: 'silence may be the network',
    suite: 'inconclusive',
    load: 'inconclusive',
    claimsTls: true,
    accept: () => {},
  },
  {
    name: 'answers the handshake in plain HTTP',
    why: 'no TLS, no proof, no call',
    suite: 'inconclusive',
    load: 'inconclusive',
    claimsTls: true,
    accept: (socket) => socket.once('data', () => socket.end(whole('{}'))),
  },

  // Clocks and comings and goings.
  {
    name: 'has a clock a year ahead',
    why: 'it takes every UserSig for expired: credentials that are refused leave all behind them unjudged',
    suite: 'inconclusive',
    load: 'inconclusive',
    steps: {
      authenticate: (query, world, nowSeconds) =>
        referenceSteps.authenticate(query, world, nowSeconds + 365 * 86_400),
    },
  },
  {
    name: 'restarts during the run',
    why: 'calls on the way are lost, the next ones are answered: the suite tries again, L7 wants every answer',
    suite: 'pass',
    load: { breaches: ['L7'] },
    answer: sometimes(
      (before) => before === 30,
      ({ goAway }) => goAway(4),
    ),
  },
  {
    name: 'goes away for good',
    why: 'what is gone cannot be judged; under load its calls went unanswered',
    suite: 'inconclusive',
    load: { breaches: ['L7'] },
    answer: sometimes(
      (before) => before >= 30,
      ({ goAway }) => goAway(Number.POSITIVE_INFINITY),
    ),
  },
  {
    name: 'falls silent for one call and comes back',
    isSlow: true,
    why: 'the suite tries again; L7 wants every answer',
    suite: 'pass',
    load: { breaches: ['L7'] },
    answer: sometimes(
      (before) => before === 30,
      () => {},
    ),
  },
  {
    name: 'loses every fifteenth call',
    why: 'a lossy way: each call is answered when tried again; L7 wants every answer',
    suite: 'pass',
    load: { breaches: ['L7'] },
    answer: sometimes(
      (before) => before % 15 === 14,
      ({ socket }) => socket.resetAndDestroy(),
    ),
  },
];
