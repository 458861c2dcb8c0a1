import type { Socket } from 'node:net';
import { createSecureContext, rootCertificates, TLSSocket } from 'node:tls';
import { urlToHttpOptions } from 'node:url';
import Client, { type ClientOptions, type ResponseHead } from 'autocannon/lib/httpClient.js';
import { HTTPParser } from 'http-parser-js';
import { maxInterimResponses } from '../../client/judge/judge-answer.ts';
import type { Connection, ConnectionEvents, ConnectionFault, ConnectionRequest } from './connection.ts';

/** Limits the memory that one response can take, whatever its headers say. */
const maxResponseBytes = 4 * 1024 * 1024;
/** Longer than any run, in seconds, and still within the range of a timer. */
const neverSeconds = 2_000_000;

/**
 * The one place that knows autocannon and its parser (http-parser-js) from inside.
 *
 * autocannon's own client connects and sends from its constructor, reconnects at once on every error, never resets its
 * parser, joins bodies as text, and accepts any certificate. This class uses its way to connect, its request bytes and its
 * parser, and replaces the rest.
 */
export class AutocannonConnection extends Client<ConnectionEvents> implements Connection {
  readonly requestBytes: Buffer;
  readonly #secure: boolean;
  #state: 'closed' | 'opening' | 'ready' | 'awaiting' = 'closed';
  #head: { status: number; headers: Map<string, string>; keepAlive: boolean } | undefined;
  #chunks: Buffer[] = [];
  /** Bytes received since the call was sent. */
  #receivedBytes = 0;
  #interimHeads = 0;
  #complete = false;

  /** @returns a function that makes connections, which share one TLS context: reading the roots takes milliseconds */
  static maker({ url, headers, body, ca }: ConnectionRequest): () => AutocannonConnection {
    const parsed = new URL(url);
    const { protocol, hostname, port, path, auth } = urlToHttpOptions(parsed);
    const { host } = parsed;
    const target = { protocol, hostname, port, path, auth, host, timeout: neverSeconds };
    const trusted = ca === undefined ? {} : { ca: [...rootCertificates, ca] };
    const tlsOptions =
      protocol === 'https:'
        ? { secureContext: createSecureContext(trusted), ALPNProtocols: ['http/1.1'] }
        : undefined;
    return () => new AutocannonConnection({ ...target, method: 'POST', headers, body }, tlsOptions);
  }

  private constructor(options: ClientOptions, tlsOptions: object | undefined) {
    super(options);
    this.timeoutTicker.clear();
    this.requestBytes = this.getRequestBuffer();
    this.#secure = tlsOptions !== undefined;
    // Set afterwards, as autocannon would clone the context with its options.
    this.opts.tlsOptions = tlsOptions ?? {};
    this.#readResponses();
  }

  /** autocannon connects from its constructor and whenever a connection ends; only `open` connects here. */
  override _connect(): void {}

  /** autocannon sends as soon as it connects; only `write` sends here. */
  override _doRequest(): void {}

  open(): void {
    this.close();
    this.#state = 'opening';
    this.parser.reinitialize(HTTPParser.RESPONSE);
    super._connect();
    const socket = this.conn;
    if (socket === undefined) throw new Error('autocannon made no connection');
    const lost = (reason: string) => {
      if (this.conn === socket) this.#lost(reason);
    };
    socket.setNoDelay(true);
    socket.removeAllListeners('data');
    socket.on('data', (chunk: Buffer) => this.#received(chunk));
    socket.on('error', (error: NodeJS.ErrnoException) => lost(error.code ?? error.message));
    socket.on('end', () => lost('the connection was closed'));
    socket.on('close', () => lost('the connection was closed'));
    socket.once(this.#secure ? 'secureConnect' : 'connect', () => this.#connected(socket));
  }

  write(bytes: Buffer): void {
    if (this.#state !== 'ready') throw new Error('a call was sent on a connection that is not ready');
    this.#state = 'awaiting';
    this.#head = undefined;
    this.#chunks = [];
    this.#receivedBytes = 0;
    this.#interimHeads = 0;
    this.#complete = false;
    this.conn?.write(bytes);
  }

  close(): void {
    this.#state = 'closed';
    this.#chunks = [];
    const socket = this.conn;
    if (socket === undefined) return;
    this.conn = undefined;
    socket.removeAllListeners();
    socket.on('error', () => {});
    socket.destroy();
  }

  #connected(socket: Socket): void {
    if (this.#secure && !(socket instanceof TLSSocket && socket.authorized)) {
      const cause = socket instanceof TLSSocket ? String(socket.authorizationError) : 'no TLS';
      this.close();
      this.emit('untrusted', cause);
      return;
    }
    this.#state = 'ready';
    this.emit('ready');
  }

  #readResponses(): void {
    const { parser } = this;
    parser[HTTPParser.kOnHeadersComplete] = (head) => this.#gotHead(head);
    parser[HTTPParser.kOnBody] = (chunk, start, length) => {
      this.#chunks.push(chunk.subarray(start, start + length));
    };
    parser[HTTPParser.kOnMessageComplete] = () => {
      if (this.#head !== undefined) this.#complete = true;
    };
    // The parser accepts any size: it reads text that is not a number as 0, and a negative size makes it read bytes again.
    const { BODY_CHUNKHEAD: readChunkSize } = parser;
    parser.BODY_CHUNKHEAD = () => {
      readChunkSize.call(parser);
      if (!((parser.body_bytes ?? 0) >= 0)) throw new Error('a chunk without a size');
    };
  }

  #gotHead(head: ResponseHead): void {
    if (this.#complete) throw new Error('a response that no call asked for');
    if (head.statusCode === 101) throw new Error('the peer switched protocols');
    if (head.statusCode < 200) {
      // A negative length can make the parser read one interim response for ever.
      this.#interimHeads += 1;
      if (this.#interimHeads > maxInterimResponses) throw new Error('interim responses without end');
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
    this.#head = { status: head.statusCode, headers, keepAlive: head.shouldKeepAlive };
  }

  #received(chunk: Buffer): void {
    if (this.#state !== 'awaiting') {
      this.#lost('bytes that no call asked for');
      return;
    }
    this.#receivedBytes += chunk.length;
    if (this.#receivedBytes > maxResponseBytes) {
      this.#failed('tooLarge', `the answer is larger than ${maxResponseBytes} bytes`);
      return;
    }
    let problem: unknown;
    try {
      problem = this.parser.execute(chunk);
    } catch (error) {
      problem = error;
    }
    const moreFollows = problem instanceof Error || this.parser.line !== '';
    // A whole response counts even where more bytes follow it, but the connection is not used again.
    if (this.#complete) this.#answered(!moreFollows);
    else if (problem instanceof Error) this.#failed('malformed', `not HTTP: ${problem.message}`);
  }

  #answered(reusable: boolean): void {
    const head = this.#head;
    if (head === undefined) return;
    const [only] = this.#chunks;
    const body = this.#chunks.length === 1 && only ? only : Buffer.concat(this.#chunks);
    this.#chunks = [];
    const { status, headers, keepAlive } = head;
    if (reusable && keepAlive) this.#state = 'ready';
    else this.close();
    this.emit('answer', { kind: 'response', status, headers, body }, reusable && keepAlive);
  }

  #lost(reason: string): void {
    if (this.#state === 'awaiting') {
      // A body that the end of the connection delimits is whole now.
      this.parser.finish();
      if (this.#complete) {
        this.#answered(false);
        return;
      }
    }
    this.#failed('reset', reason);
  }

  #failed(fault: ConnectionFault, reason: string): void {
    this.close();
    this.emit('lost', fault, reason);
  }
}
