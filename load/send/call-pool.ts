import type { ConnectionFault, WireResponse } from './connection.ts';

/** How one call ended on the wire. */
export type WireResult = WireResponse | { kind: ConnectionFault | 'timeout'; reason: string };

/** Called exactly once for each call, with the time at which the answer was whole or the call was given up. */
export type OnResult = (result: WireResult, nowMs: number) => void;

/** What the engine sends its calls through. Times are those of the load's clock. */
export interface CallPool {
  /**
   * Sends one call on a free connection.
   * @returns the moment before the bytes were handed over; undefined when no connection is free
   */
  send(onResult: OnResult): number | undefined;
  /** Called by the pool whenever a connection becomes free. */
  onIdle: () => void;
  /** Opens connections while few are free. Called for each call that is due; `send` does it by itself. */
  keepSpare(): void;
  /** Why the last attempt to connect failed; undefined while none has failed since the last success. */
  readonly connectFault: string | undefined;
}
