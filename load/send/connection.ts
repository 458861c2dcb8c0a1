/** A whole HTTP response. */
export interface WireResponse {
  kind: 'response';
  status: number;
  /** Names in lower case; values of a repeated name are joined by commas. */
  headers: ReadonlyMap<string, string>;
  body: Buffer;
}

/** How a connection can fail: it closed, or its peer sent what is not HTTP, or more than a response may hold. */
export type ConnectionFault = 'reset' | 'malformed' | 'tooLarge';

export interface ConnectionEvents {
  /** The connection is open, its peer is verified, and it can carry a call. */
  ready: [];
  /** The response to the call is whole. A connection that cannot be reused has closed itself before. */
  answer: [response: WireResponse, reusable: boolean];
  /** The connection could not be made, or ended without a whole response; it has closed itself. */
  lost: [fault: ConnectionFault, reason: string];
  /** The certificate of the peer did not verify: nothing was sent, and the connection has closed itself. */
  untrusted: [cause: string];
}

/** Where and what every call sends. */
export interface ConnectionRequest {
  /** Full URL of the call; holds the UserSig. */
  url: string;
  headers: Record<string, string>;
  body: string;
  /** PEM text trusted in addition to the system's roots. */
  ca: string | undefined;
}

/** A connection that carries one call at a time, and can be opened again after it was closed. */
export interface Connection {
  /** The bytes of one call. */
  readonly requestBytes: Buffer;
  /** Connects; `ready`, `lost` or `untrusted` follows. */
  open(): void;
  /** Sends the bytes of one call; `answer` or `lost` follows. @throws Error when the connection is not ready */
  write(bytes: Buffer): void;
  /** Closes at once; no event follows. */
  close(): void;
  on<Event extends keyof ConnectionEvents>(
    event: Event,
    listener: (...args: ConnectionEvents[Event]) => void,
  ): unknown;
}

/** Prepares what all connections of a pool share, and returns a function that makes one of them: closed. */
export type ConnectionMaker = (request: ConnectionRequest) => () => Connection;
