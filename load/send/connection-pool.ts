import { AutocannonConnection } from './autocannon-connection.ts';
import type { CallPool, OnResult } from './call-pool.ts';
import { type Cancel, type LoadClock, realClock } from './clock.ts';
import type {
  Connection,
  ConnectionFault,
  ConnectionMaker,
  ConnectionRequest,
  WireResponse,
} from './connection.ts';

/** Plain data, so that it can be handed to another thread. */
export interface PoolOptions extends ConnectionRequest {
  /** Kept open from the start. */
  initialConnections: number;
  maxConnections: number;
  /** A call without a whole answer has failed after this time; also limits how long connecting may take. */
  callTimeoutMs: number;
  /** A connection is renewed before this age, so that a long run follows changes of the host's addresses; default: a minute. */
  maxAgeMs?: number;
}

/** What senders and tests replace. */
export interface PoolParts {
  clock?: LoadClock;
  connections?: ConnectionMaker;
  /** Makes the bytes of one call from those of the request; default: the same bytes each time. */
  compose?: (template: Buffer) => Buffer;
}

interface PooledConnection {
  connection: Connection;
  state: 'closed' | 'connecting' | 'idle' | 'busy' | 'waiting to reconnect';
  call: { onResult: OnResult; deadlineMs: number } | undefined;
  idleSinceMs: number;
  renewAtMs: number;
  /** Connections in a row that brought no response; lengthens the pause before the next one. */
  failures: number;
  /** Stops the time limit of connecting, or the pause before the next attempt. */
  cancelTimer: Cancel;
}

/**
 * Servers close connections that idle (1, 2 and 5 s are common). Each is renewed before that, so that no call meets the
 * closing: from `maxIdleMs` on, and within another `renewedWithinMs` where all idle. Together they stay below a second.
 */
const maxIdleMs = 700;
const renewedWithinMs = 200;
const sweepEveryMs = 20;
const defaultMaxAgeMs = 60_000;
/** The pause before a connection is made again doubles with each failure in a row. */
const minBackOffMs = 25;
const maxBackOffMs = 2000;
const maxFailuresCounted = 10;

/**
 * The connections of a load: one call in flight on each, calls spread over the idle ones in turn, and spare ones opened
 * before they run out.
 */
export class ConnectionPool implements CallPool {
  readonly #options: PoolOptions;
  readonly #clock: LoadClock;
  readonly #compose: (template: Buffer) => Buffer;
  readonly #connections: PooledConnection[];
  /** The one that has been idle the longest comes first. */
  readonly #idle = new Set<PooledConnection>();
  /** In the order of their deadlines. */
  readonly #inFlight = new Set<PooledConnection>();
  readonly #stopSweeping: Cancel;
  #connecting = 0;
  #sweptMs: number;
  #closed = false;

  onIdle: () => void = () => {};
  /** Called once, when the certificate of a peer did not verify. */
  onUntrusted: () => void = () => {};
  connectFault: string | undefined;
  /** Set for good once the certificate of a peer did not verify: nothing was sent to it. */
  untrustedPeer: string | undefined;
  /** Connections that could not be made, or were lost without a response. */
  connectionsLost = 0;

  constructor(options: PoolOptions, parts: PoolParts = {}) {
    const { clock = realClock, connections = AutocannonConnection.maker, compose } = parts;
    this.#options = options;
    this.#clock = clock;
    this.#compose = compose ?? ((template) => template);
    const makeConnection = connections(options);
    this.#connections = Array.from({ length: options.maxConnections }, () => this.#pooled(makeConnection()));
    this.#sweptMs = clock.nowMs();
    this.#stopSweeping = clock.every(sweepEveryMs, () => this.#sweep());
    for (const pooled of this.#connections.slice(0, options.initialConnections)) this.#open(pooled);
  }

  get idleCount(): number {
    return this.#idle.size;
  }

  get openCount(): number {
    return this.#idle.size + this.#inFlight.size;
  }

  send(onResult: OnResult): number | undefined {
    const pooled: PooledConnection | undefined = this.#idle.values().next().value;
    this.keepSpare();
    if (pooled === undefined) return undefined;
    this.#idle.delete(pooled);
    pooled.state = 'busy';
    const bytes = this.#compose(pooled.connection.requestBytes);
    const sentMs = this.#clock.nowMs();
    pooled.call = { onResult, deadlineMs: sentMs + this.#options.callTimeoutMs };
    this.#inFlight.add(pooled);
    pooled.connection.write(bytes);
    return sentMs;
  }

  /** Opens at most two connections, so that a stall opens them evenly. */
  keepSpare(): void {
    const spare = Math.ceil(this.#options.initialConnections / 2);
    for (let opened = 0; opened < 2 && this.#idle.size + this.#connecting <= spare; opened += 1) {
      const pooled = this.#closedOne();
      if (pooled === undefined) return;
      this.#open(pooled);
    }
  }

  close(): void {
    this.#closed = true;
    this.#stopSweeping();
    for (const pooled of this.#connections) this.#shut(pooled);
  }

  #pooled(connection: Connection): PooledConnection {
    const pooled: PooledConnection = {
      connection,
      state: 'closed',
      call: undefined,
      idleSinceMs: 0,
      renewAtMs: Number.POSITIVE_INFINITY,
      failures: 0,
      cancelTimer: () => {},
    };
    connection.on('ready', () => this.#connected(pooled));
    connection.on('answer', (response, reusable) => this.#answered(pooled, response, reusable));
    connection.on('lost', (fault, reason) => this.#lost(pooled, fault, reason));
    connection.on('untrusted', (cause) => this.#distrust(cause));
    return pooled;
  }

  #closedOne(): PooledConnection | undefined {
    return this.#connections.find(({ state }) => state === 'closed');
  }

  #open(pooled: PooledConnection): void {
    if (this.#closed || this.untrustedPeer !== undefined) return;
    const { callTimeoutMs } = this.#options;
    pooled.state = 'connecting';
    this.#connecting += 1;
    pooled.cancelTimer = this.#clock.after(callTimeoutMs, () =>
      this.#lost(pooled, 'reset', 'connecting took too long'),
    );
    pooled.connection.open();
  }

  #connected(pooled: PooledConnection): void {
    this.#connecting -= 1;
    pooled.cancelTimer();
    this.connectFault = undefined;
    // Connections that were opened together get different ages, so that they are not renewed together.
    const { maxAgeMs = defaultMaxAgeMs } = this.#options;
    pooled.renewAtMs = this.#clock.nowMs() + maxAgeMs * (0.5 + Math.random() / 2);
    this.#free(pooled);
  }

  #free(pooled: PooledConnection): void {
    pooled.state = 'idle';
    pooled.idleSinceMs = this.#clock.nowMs();
    this.#idle.add(pooled);
    this.onIdle();
  }

  #answered(pooled: PooledConnection, response: WireResponse, reusable: boolean): void {
    const nowMs = this.#clock.nowMs();
    const { call } = pooled;
    pooled.failures = 0;
    pooled.call = undefined;
    this.#inFlight.delete(pooled);
    if (reusable && nowMs <= pooled.renewAtMs) this.#free(pooled);
    else this.#renew(pooled);
    call?.onResult(response, nowMs);
  }

  #lost(pooled: PooledConnection, kind: ConnectionFault | 'timeout', reason: string): void {
    const { call, state } = pooled;
    pooled.call = undefined;
    this.#inFlight.delete(pooled);
    if (state === 'connecting') this.connectFault = reason;
    this.#shut(pooled);
    this.#reopenLater(pooled);
    call?.onResult({ kind, reason }, this.#clock.nowMs());
  }

  #distrust(cause: string): void {
    this.untrustedPeer = `the target's certificate does not verify (${cause}); nothing was sent to it`;
    for (const pooled of this.#connections) this.#shut(pooled);
    this.onUntrusted();
  }

  /** Pauses, so that a peer that keeps refusing or closing does not get a storm of connections. */
  #reopenLater(pooled: PooledConnection): void {
    this.connectionsLost += 1;
    if (this.#closed) return;
    const pauseMs = pooled.failures === 0 ? 0 : Math.min(minBackOffMs * 2 ** pooled.failures, maxBackOffMs);
    pooled.failures = Math.min(pooled.failures + 1, maxFailuresCounted);
    pooled.state = 'waiting to reconnect';
    pooled.cancelTimer = this.#clock.after(pauseMs, () => this.#open(pooled));
  }

  #renew(pooled: PooledConnection): void {
    this.#shut(pooled);
    this.#open(pooled);
  }

  #shut(pooled: PooledConnection): void {
    if (pooled.state === 'connecting') this.#connecting -= 1;
    pooled.cancelTimer();
    this.#idle.delete(pooled);
    pooled.state = 'closed';
    pooled.connection.close();
  }

  #sweep(): void {
    const nowMs = this.#clock.nowMs();
    const sweptMs = this.#sweptMs;
    this.#sweptMs = nowMs;
    // After the process paused, answers may be waiting in the sockets: they are read before any call is given up.
    if (nowMs - sweptMs > 5 * sweepEveryMs) return;
    // All calls have the same timeout and the set keeps their order, so the first one that is in time ends the search. A
    // call that was overdue at the last sweep has had its socket read since.
    for (const pooled of this.#inFlight) {
      if ((pooled.call?.deadlineMs ?? 0) > sweptMs) break;
      this.#lost(pooled, 'timeout', `no whole answer within ${this.#options.callTimeoutMs} ms`);
    }
    this.#renewIdle(nowMs);
  }

  /** Replaces connections that idle too long. Opens the new one first where the maximum permits, so that none is missing. */
  #renewIdle(nowMs: number): void {
    const { initialConnections } = this.#options;
    let overdue = 0;
    for (const pooled of this.#idle) {
      if (nowMs - pooled.idleSinceMs < maxIdleMs) break;
      overdue += 1;
      if (this.openCount <= initialConnections) continue;
      this.#shut(pooled);
      overdue -= 1;
    }
    // Where no connection can be made, the existing ones are the best.
    if (this.connectFault !== undefined) return;
    const maxOpened = Math.ceil((this.#idle.size * sweepEveryMs) / renewedWithinMs);
    for (let left = Math.min(maxOpened, overdue - this.#connecting); left > 0; left -= 1) {
      const pooled = this.#closedOne() ?? this.#idle.values().next().value;
      if (pooled === undefined) return;
      this.#renew(pooled);
    }
  }
}
