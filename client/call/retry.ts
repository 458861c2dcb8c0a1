import { calledTooOftenCodes, tryAgainCodes } from '../../spec/generated/contract.ts';
import { maxIntervalMs } from './pace.ts';

/** Enough that a target which falters on three calls in ten is not blamed: 0.3^8 is less than 1 in 10,000. */
const maxTries = 8;
/** Tries once a code has persisted: a target that keeps answering "try again" shows it in two. */
const maxTriesOncePersistent = 2;

/** Another try after an answer, and its reason. */
export interface FurtherTry {
  reason: 'tryAgain' | 'calledTooOften';
  pauseMs: number;
}

/**
 * Which answers get another try: "try again" (30006 and 30007, F6), after pauses that grow, and "called too often", after a
 * pause in which any window of a second has passed. One policy serves all calls of a client.
 */
export class AnswerRetries {
  #maxTries = maxTries;

  /**
   * @param code of the answer; null when it has none
   * @param tries of this call so far, at least 1
   * @returns undefined when the answer is the call's last
   */
  next(code: number | null, tries: number): FurtherTry | undefined {
    if (code === null) return undefined;
    const isTryAgain = tryAgainCodes.includes(code);
    if (tries >= this.#maxTries) {
      if (isTryAgain) this.#maxTries = maxTriesOncePersistent;
      return undefined;
    }
    if (isTryAgain) return { reason: 'tryAgain', pauseMs: Math.min(25 * 2 ** tries, 500) };
    if (calledTooOftenCodes.includes(code)) return { reason: 'calledTooOften', pauseMs: maxIntervalMs };
    return undefined;
  }
}

/** Faults of one call that may always be the network's. */
const forgivenFaults = 4;
/** Likewise, once a request is known to go unanswered. */
const forgivenFaultsOnceBlamed = 2;
/** From here on calls fail too often for any verdict. */
const maxFaults = 8;
/** A request is blamed where chance alone would explain its faults in a smaller share of runs than this. */
const blamedBelowChance = 0.001;

/**
 * What follows a fault: another try after a pause; another try once some other call was answered (probe), or the end of the
 * run; or the request is blamed, and its fault is its result.
 */
export type AfterFault =
  | { kind: 'pause'; pauseMs: number }
  | { kind: 'probe' }
  | { kind: 'probe, then give up' }
  | { kind: 'blame' };

/**
 * What follows a call that got no answer, or only a gateway's (E1 excepts the network). A few faults may be the network's.
 * More are the request's, when other calls are answered and chance does not explain them. One policy serves all calls of a
 * client.
 */
export class FaultRetries {
  #forgiven = forgivenFaults;
  #passing = 0;

  /** Counts the faults of a call that was answered in the end. */
  answeredAfter(faults: number): void {
    this.#passing += faults;
  }

  /**
   * @param faults of this call so far, at least 1
   * @param calls that the client has made so far, tries included
   */
  next(faults: number, calls: number): AfterFault {
    if (faults > this.#forgiven && !this.#mayBeChance(faults, calls)) {
      this.#forgiven = forgivenFaultsOnceBlamed;
      return { kind: 'blame' };
    }
    if (faults === maxFaults) return { kind: 'probe, then give up' };
    if (faults < this.#forgiven - 1) return { kind: 'pause', pauseMs: 100 * 2 ** faults };
    return { kind: 'probe' };
  }

  /** Whether passing faults are so frequent that some call of a run meets this many on end. */
  #mayBeChance(faults: number, calls: number): boolean {
    const faultShare = (this.#passing + 1) / calls;
    return faultShare ** faults * calls > blamedBelowChance;
  }
}
