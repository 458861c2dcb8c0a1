import { createSecureContext, rootCertificates, TLSSocket } from 'node:tls';
import { maxInterimResponses } from '../../client/judge/judge-answer.ts';
import {
  type AutocannonClient,
  type AutocannonClients,
  createAutocannonClients,
  type ResponseHead,
} from './autocannon-client.ts';

/** What came back for one call. */
export type WireResult =
  | { kind: 'response'; status: number; headers: ReadonlyMap<string, string>; body: Buffer }
  | { kind: 'reset' | 'timeout' | 'malformed' | 'tooLarge'; reason: string };

export interface PoolOptions {
  /** Full URL of the call; holds the UserSig. */
  url: string;
  headers: Record<string, string>;
  body: string;
  /** Kept open from the start. */
  initialConnections: number;
  maxConnections: number;
  /** A call that has no whole answer by then has failed; also the bound on connecting. */
  callTimeoutMs: number;
  /** PEM text trusted beside the system's roots. */
  ca: string | undefined;
  /** A connection is renewed by that age, so that a long run follows what the host's name comes to mean; default: a minute. */
  maxAgeMs?: number;
  /** Writes the bytes of one call; default: the same request each time. */
  compose?: (template: Buffer) => Buffer;
}

type State = 'closed' | 'connecting' | 'idle' | 'busy' | 'waiting to reconnect';

interface Call {
  onResult: (result: WireResult, nowMs: number) => void;
  deadlineMs: number;
}

interface Line {
  client: AutocannonClient;
  state: State;
  call: Call | undefined;
  /** The call's response so far. */
  head: { status: number; headers: Map<string, string>; keepAlive: boolean } | undefined;
  chunks: Buffer[];
  bytes: number;
  interimHeads: number;
  complete: boolean;
  idleSinceMs: number;
  /** When it is to be renewed. */
  renewAtMs: number;
  /** Connections in a row that brought no response; makes the pause before the next one longer. */
  failures: number;
  timer: NodeJS.Timeout | undefined;
}

/** Bounds what one answer may make us hold, whatever its headers say. */
const maxResponseBytes = 4 * 1024 * 1024;
/**
 * Servers close connections that idle (1, 2 and 5 s are common): each is renewed before, lest a call meets the closing. From
 * `maxIdleMs` on, and within `renewedWithinMs` where all are idle: together they stay below a second.
 */
const maxIdleMs = 700;
const renewedWithinMs = 200;
const sweepEveryMs = 20;
const defaultMaxAgeMs = 60_000;

/**
 * autocannon's connections under a schedule that is not autocannon's: one call in flight on each, calls spread over the
 * idle ones in turn, spare ones opened before they run out, none written to before its peer is proven.
 *
 * autocannon itself reconnects at once on every error, never resets its parser, joins bodies as text and accepts any
 * certificate; the overrides here replace those four.
 */
export class ConnectionPool {
  readonly #options: PoolOptions;
  readonly #autocannon: AutocannonClients;
  readonly #lines: Line[] = [];
  readonly #idle = new Set<Line>();
  readonly #inFlight = new Set<Line>();
  readonly #sweeper: NodeJS.Timeout;
  readonly #compose: (template: Buffer) => Buffer;
  readonly #tlsOptions: object;
  readonly #secure: boolean;
  #template: Buffer | undefined;
  #connecting = 0;
  #sweptMs = performance.now();
  #closed = false;

  /** Called whenever a connection becomes free for a call. */
  onIdle: () => void = () => {};
  /** Called once, when a peer's certificate did not verify. */
  onUntrusted: () => void = () => {};
  /** Why the last attempt to connect failed; undefined while none has since the last that succeeded. */
  connectFault: string | undefined;
  /** Set for good once a peer's certificate did not verify: nothing was sent to it. */
  untrustedPeer: string | undefined;
  /** Connections that could not be made, or were lost without a response. */
  connectionsLost = 0;

  constructor(options: PoolOptions) {
    this.#options = options;
    this.#secure = options.url.startsWith('https:');
    this.#compose = options.compose ?? ((template) => template);
    // One context for all connections: reading the roots for each would take milliseconds of the schedule's time.
    const ca = options.ca === undefined ? undefined : [...rootCertificates, options.ca];
    this.#tlsOptions = this.#secure
      ? { secureContext: createSecureContext(ca ? { ca } : {}), ALPNProtocols: ['http/1.1'] }
      : {};
    const { url, headers, body, maxConnections } = options;
    this.#autocannon = createAutocannonClients({ url, headers, body }, maxConnections, (client) =>
      this.#prepare(client),
    );
    this.#sweeper = setInterval(() => this.#sweep(), sweepEveryMs);
    for (const line of this.#lines.slice(0, options.initialConnections)) this.#open(line);
  }

  get idleCount(): number {
    return this.#idle.size;
  }

  get openCount(): number {
    return this.#idle.size + this.#inFlight.size;
  }

  /**
   * Sends one call on the connection that has been idle the longest.
   * @param onResult called exactly once, with the time the answer was whole
   * @returns the moment before the bytes were handed over, on performance.now()'s clock; undefined when no connection is free
   */
  send(onResult: Call['onResult']): number | undefined {
    const line: Line | undefined = this.#idle.values().next().value;
    this.keepSpare();
    if (line === undefined) return undefined;
    this.#idle.delete(line);
    line.state = 'busy';
    line.head = undefined;
    line.chunks = [];
    line.bytes = 0;
    line.interimHeads = 0;
    line.complete = false;
    this.#template ??= line.client.getRequestBuffer();
    const bytes = this.#compose(this.#template);
    const sentMs = performance.now();
    line.call = { onResult, deadlineMs: sentMs + this.#options.callTimeoutMs };
    this.#inFlight.add(line);
    line.client.conn?.write(bytes);
    return sentMs;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#sweeper);
    for (const line of this.#lines) this.#shut(line, 'closed');
    await this.#autocannon.stop();
  }

  #prepare(client: AutocannonClient): void {
    const line: Line = {
      client,
      state: 'closed',
      call: undefined,
      head: undefined,
      chunks: [],
      bytes: 0,
      interimHeads: 0,
      complete: false,
      idleSinceMs: 0,
      renewAtMs: Number.POSITIVE_INFINITY,
      failures: 0,
      timer: undefined,
    };
    this.#lines.push(line);
    client.opts.tlsOptions = this.#tlsOptions;
    client._doRequest = () => {};
    client._destroyConnection = () => this.#shut(line, 'closed');
    // autocannon's constructor calls it once, at its end; after that it means that the connection was lost.
    client._connect = () => {
      client.timeoutTicker.clear();
      client.parser[2] = (head) => this.#gotHead(line, head);
      client.parser[3] = (chunk, start, length) => line.chunks.push(chunk.subarray(start, start + length));
      client.parser[4] = () => {
        if (line.head !== undefined) line.complete = true;
      };
      // The parser takes any size: one that is no number for 0, and a negative one takes it back to what it has read.
      const { BODY_CHUNKHEAD: readChunkSize } = client.parser;
      client.parser.BODY_CHUNKHEAD = () => {
        readChunkSize.call(client.parser);
        if (!((client.parser.body_bytes ?? 0) >= 0)) throw new Error('a chunk without a size');
      };
      client._connect = () => this.#lost(line, client.conn, 'the connection was closed');
    };
  }

  #open(line: Line): void {
    if (this.#closed || this.untrustedPeer !== undefined) return;
    const { client } = line;
    line.state = 'connecting';
    this.#connecting += 1;
    client.parser.reinitialize('RESPONSE');
    Object.getPrototypeOf(client)._connect.call(client);
    const socket = client.conn;
    if (socket === undefined) throw new Error('autocannon made no connection');
    socket.setNoDelay(true);
    socket.removeAllListeners('data');
    socket.on('data', (chunk: Buffer) => this.#received(line, chunk));
    socket.prependListener('error', (error: NodeJS.ErrnoException) =>
      this.#lost(line, socket, error.code ?? error.message),
    );
    socket.on('close', () => this.#lost(line, socket, 'the connection was closed'));
    socket.once(this.#secure ? 'secureConnect' : 'connect', () => this.#connected(line, socket));
    line.timer = setTimeout(
      () => this.#lost(line, socket, 'connecting took too long'),
      this.#options.callTimeoutMs,
    );
  }

  #connected(line: Line, socket: object): void {
    if (line.state !== 'connecting' || line.client.conn !== socket) return;
    if (this.#secure && !(socket instanceof TLSSocket && socket.authorized)) {
      const cause = socket instanceof TLSSocket ? String(socket.authorizationError) : 'no TLS';
      this.untrustedPeer = `the target's certificate does not verify (${cause}); nothing was sent to it`;
      for (const each of this.#lines) this.#shut(each, 'closed');
      this.onUntrusted();
      return;
    }
    this.#connecting -= 1;
    clearTimeout(line.timer);
    this.connectFault = undefined;
    // Not all at once: those that were opened together get different ages.
    const { maxAgeMs = defaultMaxAgeMs } = this.#options;
    line.renewAtMs = performance.now() + maxAgeMs * (0.5 + Math.random() / 2);
    this.#free(line);
  }

  #free(line: Line): void {
    line.state = 'idle';
    line.call = undefined;
    line.chunks = [];
    line.idleSinceMs = performance.now();
    this.#idle.add(line);
    this.onIdle();
  }

  #gotHead(line: Line, head: ResponseHead): void {
    if (line.call === undefined || line.complete) throw new Error('a response that no call asked for');
    if (head.statusCode === 101) throw new Error('the peer switched protocols');
    if (head.statusCode < 200) {
      // The parser can be led to read one interim response for ever, by a negative length.
      line.interimHeads += 1;
      if (line.interimHeads > maxInterimResponses) throw new Error('interim responses without end');
      return;
    }
    const headers = new Map<string, string>();
    for (let index = 0; index + 1 < head.headers.length; index += 2) {
      const name = (head.headers[index] as string).toLowerCase();
      const value = head.headers[index + 1] as string;
      const before = headers.get(name);
      headers.set(name, before === undefined ? value : `${before}, ${value}`);
    }
    if (!/^\d+$/.test(headers.get('content-length') ?? '0')) throw new Error('a length that is no number');
    line.head = { status: head.statusCode, headers, keepAlive: head.shouldKeepAlive };
  }

  #received(line: Line, chunk: Buffer): void {
    const socket = line.client.conn;
    if (line.call === undefined) {
      this.#lost(line, socket, 'bytes that no call asked for');
      return;
    }
    line.bytes += chunk.length;
    if (line.bytes > maxResponseBytes) {
      this.#failed(line, 'tooLarge', `the answer is larger than ${maxResponseBytes} bytes`);
      return;
    }
    let problem: unknown;
    try {
      problem = line.client.parser.execute(chunk);
    } catch (error) {
      problem = error;
    }
    // A whole response counts even where more bytes follow it; those cost the connection.
    const more = problem instanceof Error || line.client.parser.line !== '';
    if (line.complete) this.#answered(line, more);
    else if (problem instanceof Error) this.#failed(line, 'malformed', `not HTTP: ${problem.message}`);
  }

  #answered(line: Line, spoiled: boolean): void {
    const { call, head, chunks } = line;
    const nowMs = performance.now();
    line.failures = 0;
    line.call = undefined;
    this.#inFlight.delete(line);
    const [only] = chunks;
    const body = chunks.length === 1 && only ? only : Buffer.concat(chunks);
    if (spoiled || !head?.keepAlive || nowMs > line.renewAtMs) {
      this.#shut(line, 'closed');
      this.#open(line);
    } else {
      this.#free(line);
    }
    if (head) call?.onResult({ kind: 'response', status: head.status, headers: head.headers, body }, nowMs);
  }

  #failed(line: Line, kind: 'reset' | 'timeout' | 'malformed' | 'tooLarge', reason: string): void {
    const { call } = line;
    line.call = undefined;
    this.#inFlight.delete(line);
    this.#shut(line, 'closed');
    this.#reopenLater(line);
    call?.onResult({ kind, reason }, performance.now());
  }

  /** The socket ended, failed or closed: any of them, in any order, once. */
  #lost(line: Line, socket: object | undefined, reason: string): void {
    if (socket === undefined || line.client.conn !== socket || line.state === 'closed') return;
    if (line.state === 'waiting to reconnect') return;
    if (line.call !== undefined) {
      // A body that is delimited by the end of the connection is whole now.
      line.client.parser.finish();
      if (line.complete) this.#answered(line, true);
      else this.#failed(line, 'reset', reason);
      return;
    }
    const wasIdle = line.state === 'idle';
    if (!wasIdle) this.connectFault = reason;
    this.#shut(line, 'closed');
    this.#reopenLater(line);
  }

  /** Peers that keep refusing or closing are not met with a storm of connections. */
  #reopenLater(line: Line): void {
    this.connectionsLost += 1;
    if (this.#closed) return;
    const pauseMs = line.failures === 0 ? 0 : Math.min(25 * 2 ** line.failures, 2000);
    line.failures = Math.min(line.failures + 1, 10);
    line.state = 'waiting to reconnect';
    line.timer = setTimeout(() => this.#open(line), pauseMs);
  }

  #shut(line: Line, state: State): void {
    if (line.state === 'connecting') this.#connecting -= 1;
    clearTimeout(line.timer);
    this.#idle.delete(line);
    line.state = state;
    const socket = line.client.conn;
    if (socket === undefined) return;
    socket.removeAllListeners();
    socket.on('error', () => {});
    socket.destroy();
  }

  /** Opens connections while few are free. For each call that is due: at most two, so that a stall opens them evenly. */
  keepSpare(): void {
    const spare = Math.ceil(this.#options.initialConnections / 2);
    for (let opened = 0; opened < 2 && this.#idle.size + this.#connecting <= spare; opened += 1) {
      const line = this.#lines.find(({ state }) => state === 'closed');
      if (line === undefined) return;
      this.#open(line);
    }
  }

  #sweep(): void {
    const nowMs = performance.now();
    const sweptMs = this.#sweptMs;
    this.#sweptMs = nowMs;
    // After a pause of the process, answers may lie in the sockets unread: they are read before anything is given up.
    if (nowMs - sweptMs > 5 * sweepEveryMs) return;
    // Calls have one timeout and the set keeps their order, so the first that is in time ends the search. One that was
    // overdue at the last sweep has had its sockets read since.
    for (const line of this.#inFlight) {
      if ((line.call?.deadlineMs ?? 0) > sweptMs) break;
      this.#failed(line, 'timeout', `no whole answer within ${this.#options.callTimeoutMs} ms`);
    }
    this.#renewIdle(nowMs);
  }

  /** Replaces connections that idle too long. The new one is made first, as far as more may be open, so that none is wanting. */
  #renewIdle(nowMs: number): void {
    const { initialConnections } = this.#options;
    let overdue = 0;
    for (const line of this.#idle) {
      if (nowMs - line.idleSinceMs < maxIdleMs) break;
      overdue += 1;
      if (this.openCount <= initialConnections) continue;
      this.#shut(line, 'closed');
      overdue -= 1;
    }
    // Where none can be had, those that there are are the best.
    if (this.connectFault !== undefined) return;
    const atOnce = Math.ceil((this.#idle.size * sweepEveryMs) / renewedWithinMs);
    for (let opened = Math.min(atOnce, overdue - this.#connecting); opened > 0; opened -= 1) {
      const line = this.#lines.find(({ state }) => state === 'closed') ?? this.#idle.values().next().value;
      if (line === undefined) return;
      this.#shut(line, 'closed');
      this.#open(line);
    }
  }
}
