/**
 * The parts of autocannon's connection client, and of the parser within it, that `AutocannonConnection` relies on. Neither
 * package declares them; `autocannon-connection.test.ts` tests each by its name.
 */
declare module 'autocannon/lib/httpClient.js' {
  import type { EventEmitter } from 'node:events';
  import type { Socket } from 'node:net';

  /** What `url.urlToHttpOptions` makes of a URL, and the request's own parts. */
  export interface ClientOptions {
    protocol: string | null | undefined;
    hostname: string | null | undefined;
    port: string | number | null | undefined;
    path: string | null | undefined;
    auth: string | null | undefined;
    /** Becomes the Host header. */
    host: string;
    method: string;
    headers: Record<string, string>;
    body: string;
    /** In seconds. */
    timeout: number;
  }

  export interface ResponseHead {
    statusCode: number;
    /** Names and values in turn. */
    headers: string[];
    shouldKeepAlive: boolean;
  }

  /** http-parser-js. */
  export interface ResponseParser {
    /** kOnHeadersComplete: the head of a response, interim ones (1xx) included. */
    2: (head: ResponseHead) => void;
    /** kOnBody: a piece of the body, with its transfer coding removed. */
    3: (chunk: Buffer, start: number, length: number) => void;
    /** kOnMessageComplete: the response is whole. */
    4: () => void;
    /** Reads as much of the line with a chunk's size as has arrived. */
    BODY_CHUNKHEAD: () => void;
    /** How many bytes of a body or chunk are still to come; null where neither is being read. */
    body_bytes: number | null;
    /** The beginning of a line whose end has not arrived. */
    line: string;
    /** Forgets the response read so far; keeps the handlers. */
    reinitialize(type: 'RESPONSE'): void;
    /** Returns an Error, rather than throwing it, when the bytes are not HTTP; throws what a handler throws. */
    execute(chunk: Buffer): number | Error;
    /** The peer ended the connection: completes a body that the end delimits. */
    finish(): Error | undefined;
  }

  /** The constructor calls `_connect` once, at its end; `_connect` calls `_doRequest`. */
  export default class Client<Events extends Record<keyof Events, unknown[]>> extends EventEmitter<Events> {
    constructor(options: ClientOptions);
    opts: { tlsOptions: object };
    conn: Socket | undefined;
    parser: ResponseParser;
    timeoutTicker: { clear(): void };
    _connect(): void;
    _doRequest(): void;
    getRequestBuffer(): Buffer;
  }
}
