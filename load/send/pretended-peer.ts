import { EventEmitter } from 'node:events';
import type {
  Connection,
  ConnectionEvents,
  ConnectionFault,
  ConnectionMaker,
  ConnectionRequest,
} from './connection.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** What becomes of one attempt to connect. */
export type PretendedConnect = 'ready' | 'refused' | 'closed at once' | 'silent' | 'untrusted';

/** What becomes of one call, `afterMs` later. */
export type PretendedAnswer = { afterMs?: number } & (
  | { body?: string; status?: number; reusable?: boolean }
  | { fault: ConnectionFault }
  | { silent: true }
);

export interface PretendedBehaviour {
  /** @param n number of the attempt, from 0 */
  connect?: (n: number) => PretendedConnect;
  /** @param n number of the call, from 0 */
  answer?: (n: number, request: string) => PretendedAnswer;
  /** Closes connections that idle this long; default: never. */
  idleMs?: number;
}

const connectMs = 0.2;
const answerMs = 1;

/** A peer for tests in virtual time: connections to it need no socket, and all that happens on them is as the test says. */
export class PretendedPeer {
  readonly clock: VirtualClock;
  readonly behaviour: PretendedBehaviour;
  /** Attempts to connect so far. */
  attempts = 0;
  /** When each call arrived, on the clock. */
  readonly arrivalsMs: number[] = [];
  /** How many calls came on each connection that carried one. */
  readonly callsOn = new Map<Connection, number>();

  constructor(clock: VirtualClock, behaviour: PretendedBehaviour = {}) {
    this.clock = clock;
    this.behaviour = behaviour;
  }

  readonly connections: ConnectionMaker = (request) => () => new PretendedConnection(this, request);
}

class PretendedConnection extends EventEmitter<ConnectionEvents> implements Connection {
  readonly requestBytes: Buffer;
  readonly #peer: PretendedPeer;
  /** Grows with each opening and closing, so that what was to happen on an earlier connection does not. */
  #generation = 0;
  #awaiting = false;
  #cancelIdle = () => {};

  constructor(peer: PretendedPeer, { url, body }: ConnectionRequest) {
    super();
    this.#peer = peer;
    const { pathname, search } = new URL(url);
    this.requestBytes = Buffer.from(`POST ${pathname}${search} HTTP/1.1\r\n\r\n${body}`);
  }

  open(): void {
    this.#generation += 1;
    const { behaviour, attempts } = this.#peer;
    this.#peer.attempts += 1;
    const outcome = behaviour.connect?.(attempts) ?? 'ready';
    this.#later(connectMs, () => {
      if (outcome === 'refused') this.#lose('reset', 'ECONNREFUSED');
      else if (outcome === 'untrusted') {
        this.close();
        this.emit('untrusted', 'SELF_SIGNED');
      } else if (outcome !== 'silent') {
        this.#idle();
        this.emit('ready');
        if (outcome === 'closed at once') this.#lose('reset', 'the connection was closed');
      }
    });
  }

  write(bytes: Buffer): void {
    if (this.#awaiting) throw new Error('a second call on a connection that awaits an answer');
    const peer = this.#peer;
    this.#awaiting = true;
    this.#cancelIdle();
    const n = peer.arrivalsMs.push(peer.clock.nowMs()) - 1;
    peer.callsOn.set(this, (peer.callsOn.get(this) ?? 0) + 1);
    const answer = peer.behaviour.answer?.(n, bytes.toString()) ?? {};
    if ('silent' in answer) return;
    this.#later(answer.afterMs ?? answerMs, () => {
      if ('fault' in answer) {
        this.#lose(answer.fault, 'as the test says');
        return;
      }
      const { status = 200, reusable = true, body = '{}' } = answer;
      this.#awaiting = false;
      if (reusable) this.#idle();
      else this.close();
      this.emit(
        'answer',
        { kind: 'response', status, headers: new Map(), body: Buffer.from(body) },
        reusable,
      );
    });
  }

  close(): void {
    this.#generation += 1;
    this.#awaiting = false;
    this.#cancelIdle();
  }

  #idle(): void {
    const { idleMs } = this.#peer.behaviour;
    if (idleMs === undefined) return;
    this.#cancelIdle = this.#peer.clock.happens(idleMs, () =>
      this.#lose('reset', 'the connection was closed'),
    );
  }

  #lose(fault: ConnectionFault, reason: string): void {
    this.close();
    this.emit('lost', fault, reason);
  }

  #later(ms: number, callback: () => void): void {
    const generation = this.#generation;
    this.#peer.clock.happens(ms, () => {
      if (this.#generation === generation) callback();
    });
  }
}
