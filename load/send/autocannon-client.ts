import type { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import autocannon from 'autocannon';

/** The handlers of http-parser-js by their slots, and what it is fed with. */
export interface ResponseParser {
  /** The head of a response, interim ones (1xx) included. */
  2: (head: ResponseHead) => void;
  /** A piece of the body, freed of its transfer coding. */
  3: (chunk: Buffer, start: number, length: number) => void;
  /** The response is whole. */
  4: () => void;
  /** Reads the line with a chunk's size, as far as it has come. */
  BODY_CHUNKHEAD: () => void;
  /** What is left of a body or chunk; null where neither is read. */
  body_bytes: number | null;
  /** The beginning of a line whose end has not come. */
  line: string;
  reinitialize(type: 'RESPONSE'): void;
  /** Gives an Error, rather than throwing it, when the bytes are no HTTP. */
  execute(chunk: Buffer): number | Error;
  /** The peer ended the connection: completes a body that is delimited by that. */
  finish(): Error | undefined;
}

export interface ResponseHead {
  statusCode: number;
  /** Names and values by turns. */
  headers: string[];
  shouldKeepAlive: boolean;
}

/**
 * One connection of autocannon's, seen from inside: version 9's `lib/httpClient.js`. The version is pinned in
 * package.json, and `connection-pool.test.ts` fails when a release changes what is relied on.
 */
export interface AutocannonClient extends EventEmitter {
  opts: { tlsOptions: object };
  conn: Socket | undefined;
  parser: ResponseParser;
  timeoutTicker: { clear(): void };
  _connect(): void;
  _doRequest(): void;
  _destroyConnection(): void;
  getRequestBuffer(): Buffer;
}

export interface AutocannonClients {
  clients: AutocannonClient[];
  stop(): Promise<void>;
}

/** autocannon counts its own timeout in seconds; one that lies beyond every run, within what a timer can hold. */
const neverSeconds = 2_000_000;

/**
 * Lets autocannon set up `count` clients that neither connect nor send on their own: `prepare` sees each of them before
 * it first connects, so that it can override both on the instance.
 */
export function createAutocannonClients(
  request: { url: string; headers: Record<string, string>; body: string },
  count: number,
  prepare: (client: AutocannonClient) => void,
): AutocannonClients {
  const clients: AutocannonClient[] = [];
  const run = autocannon(
    {
      ...request,
      method: 'POST',
      connections: count,
      duration: neverSeconds,
      timeout: neverSeconds,
      // How often autocannon looks whether it should stop, in ms.
      sampleInt: 50,
      setupClient(given) {
        const client = given as unknown as AutocannonClient;
        prepare(client);
        clients.push(client);
      },
    },
    () => {},
  );
  return {
    clients,
    stop: () =>
      new Promise((resolve) => {
        run.on('done', () => resolve());
        run.stop();
      }),
  };
}
