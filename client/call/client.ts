import { callingFrequency } from '../../spec/generated/contract.ts';
import { Secrets } from '../credentials/secrets.ts';
import { kept } from '../judge/breach.ts';
import { gatewayStatuses, judgeAnswer } from '../judge/judge-answer.ts';
import type { Judgement } from '../judge/judge-response.ts';
import { Inconclusive } from '../settings/run-errors.ts';
import { adminUserSig, callUserSigSeconds, type Target } from '../settings/settings.ts';
import { type Clock, realClock } from './clock.ts';
import { type Dispatchers, dispatchersTo } from './dispatcher.ts';
import { curlCommand, type Exchange, type ShownResponse, shownRequest, shownResponse } from './exchange.ts';
import { callPath, callQuery, percentEncoded } from './group-get-request.ts';
import { Pace } from './pace.ts';
import { AnswerRetries, FaultRetries } from './retry.ts';
import { type IncomingAnswer, type OutgoingRequest, send } from './send.ts';
import { keptLine } from './untrusted-text.ts';

/** A call: a POST by the admin with good credentials, except for what is set here. */
export interface Call {
  method?: string;
  /** Changes to the query: a string replaces or adds a parameter, undefined leaves it out. */
  query?: Record<string, string | undefined>;
  /** A string or bytes are sent as they are, any other value as JSON. */
  body: unknown;
  /** Percent-encodes every character of the query's values; a URL parser reads the same values. */
  percentEncoded?: boolean;
  /** The caller judges status and envelope itself (C4): they are not held against E1 to E5. */
  ownStatus?: boolean;
  /** The contract leaves the answer to such a call unspecified: its envelope is judged, the contents of an OK (S1, S2) are not. */
  open?: boolean;
  /** Skips pacing, so that calls overlap on a fast target; later calls and retries are paced. */
  atOnce?: boolean;
  /** Uses a connection of its own, which carries no other call. */
  freshConnection?: boolean;
  /** The call is wrong on purpose: a correct target rejects it. Only a recording of the calls reads this. */
  wrongOnPurpose?: boolean;
}

/** How a request ended. Nothing in it is masked except the fault. */
export interface CallEnd {
  /** Null when no whole answer came. */
  answer: IncomingAnswer | null;
  /** The answer's body without its content coding; null when it could not be decoded. */
  content: Buffer | null;
  /** Why there is no answer, or none to judge; null otherwise. */
  fault: string | null;
}

/**
 * Gets every request as it goes out, tries and probes included. The returned function gets its end. An error ends the call.
 * Whoever keeps anything of it masks it with the secrets.
 */
export type CallObserver = (request: OutgoingRequest, call: Call, secrets: Secrets) => (end: CallEnd) => void;

export interface ClientOptions {
  /** Maximum rate of calls, evenly spaced; undefined does not pace: for a handful of calls, and targets of this repo. */
  ratePerSecond?: number;
  /** Maximum wait for one whole answer; default 6000, as the vendor cuts its own processing at 3 s. */
  answerTimeoutMs?: number;
  /** Carry the calls in place of connections to the target. */
  dispatchers?: Dispatchers;
  /** Masks what must not be shown; the client adds every credential that it sends. */
  secrets?: Secrets;
  /** Times pacing and pauses; default: real time. */
  clock?: Clock;
  /** For a recording of the calls. */
  onSend?: CallObserver;
}

/** What happened to the calls of a client so far. */
export interface CallCounts {
  /** Requests sent, retries and probes included. */
  calls: number;
  /** Answers 30006 and 30007 (F6) that were followed by another try. */
  tryAgain: number;
  /** Answers "called too often" that were followed by another try. */
  calledTooOften: number;
  /** Calls that got no answer, or a gateway's (E1 excepts the network). */
  networkFaults: number;
}

function noCalls(): CallCounts {
  return { calls: 0, tryAgain: 0, calledTooOften: 0, networkFaults: 0 };
}

const defaultAnswerTimeoutMs = 6000;
/** Once a request goes unanswered for good, the client waits less for every later answer. */
const unansweredTimeoutMs = 4000;
/** A run can be longer than a UserSig lives: the client signs a new one in time for the calls under way. */
const userSigRenewedMs = (callUserSigSeconds * 1000) / 3;
/** A target that has answered before gets this long to come back, from a restart perhaps. */
const returnWithinMs = 2000;

/**
 * The one way from the suite to a target: signs, paces, sends, tries again where F6 allows it or the network failed,
 * judges every response and keeps it in a form that can be shown.
 */
export class Client {
  readonly target: Target;
  readonly secrets: Secrets;
  readonly #dispatchers: Dispatchers;
  readonly #clock: Clock;
  readonly #onResponse: (exchange: Exchange, call: Call) => void;
  readonly #onSend: CallObserver | undefined;
  readonly #pace: Pace;
  readonly #answerRetries = new AnswerRetries();
  readonly #faultRetries = new FaultRetries();
  #timeoutMs: number;
  #counts: CallCounts = noCalls();
  #userSig = '';
  #signedMs = Number.NEGATIVE_INFINITY;
  /** Requests sent since the client was made. */
  #sent = 0;
  #wasAnswered = false;
  /** Why no further call is made; undefined while the target can be reached. */
  #unreachable: string | undefined;

  /** @param onResponse gets every response, also those that are followed by another try */
  constructor(
    target: Target,
    {
      ratePerSecond,
      answerTimeoutMs = defaultAnswerTimeoutMs,
      dispatchers,
      clock = realClock,
      secrets = new Secrets(),
      onSend,
    }: ClientOptions = {},
    onResponse: (exchange: Exchange, call: Call) => void = () => {},
  ) {
    this.target = target;
    this.secrets = secrets;
    this.#onResponse = onResponse;
    this.#onSend = onSend;
    this.#timeoutMs = answerTimeoutMs;
    this.#clock = clock;
    const maxRate = callingFrequency.callsPerSecond / 2;
    const intervalMs = ratePerSecond === undefined ? 0 : 1000 / Math.min(ratePerSecond, maxRate);
    this.#pace = new Pace(intervalMs, clock);
    this.#dispatchers = dispatchers ?? dispatchersTo(target, answerTimeoutMs);
    if (target.credential.kind === 'key') this.secrets.add(target.credential.secretKey);
    const nonAdmin = target.fixtures.identities?.nonAdmin?.userSig;
    if (nonAdmin) this.secrets.add(nonAdmin);
  }

  /**
   * Makes one call, and again while its fault or its answer calls for another try.
   * @returns the last try
   * @throws Inconclusive once the target is out of reach; then for every further call, at once.
   */
  async call(call: Call): Promise<Exchange> {
    let faults = 0;
    let { atOnce = false } = call;
    for (let tries = 1; ; tries += 1) {
      if (this.#unreachable !== undefined) throw new Inconclusive(this.#unreachable);
      const exchange = await this.#sendOnce({ ...call, atOnce });
      if (isUnanswered(exchange)) {
        faults += 1;
        if (await this.#isFaultRetried(exchange, faults)) continue;
      } else this.#faultRetries.answeredAfter(faults);
      if (exchange.status !== null && !call.ownStatus) this.#onResponse(exchange, call);
      const further = this.#answerRetries.next(exchange.judgement?.errorCode ?? null, tries);
      if (further === undefined) return exchange;
      this.#counts[further.reason] += 1;
      if (further.reason === 'calledTooOften') {
        // Calls made at once do not show that the pace is too fast: a bucket of a few tokens refuses them, and takes them in turn.
        if (!atOnce) this.#pace.slowDown();
        atOnce = false;
      }
      await this.#clock.sleep(further.pauseMs);
    }
  }

  /** Returns what happened since the last time. */
  takeCounts(): CallCounts {
    const counts = this.#counts;
    this.#counts = noCalls();
    return counts;
  }

  async close(): Promise<void> {
    await Promise.all([this.#dispatchers.kept.destroy(), this.#dispatchers.fresh.destroy()]);
  }

  /**
   * Waits until an unanswered call may be tried again. @returns false when it is not, as the request itself is to blame
   * @throws Inconclusive when the target is out of reach
   */
  async #isFaultRetried(exchange: Exchange, faults: number): Promise<boolean> {
    this.#counts.networkFaults += 1;
    const next = this.#faultRetries.next(faults, this.#sent);
    if (next.kind === 'blame') {
      this.#timeoutMs = Math.min(this.#timeoutMs, unansweredTimeoutMs);
      return false;
    }
    if (next.kind === 'pause') await this.#clock.sleep(next.pauseMs);
    else await this.#expectAnyAnswer(exchange);
    if (next.kind === 'probe, then give up') this.#giveUp('calls fail in the network too often', exchange);
    return true;
  }

  /**
   * Distinguishes a request that the target cannot bear from a target that is gone: a pull on a fresh connection must be
   * answered. Waits a while for a target that has answered before.
   */
  async #expectAnyAnswer(exchange: Exchange): Promise<void> {
    const basic = { From_Account: this.target.fixtures.accounts.populated.id, LastSequence: 0 };
    const untilMs = this.#clock.nowMs() + (this.#wasAnswered ? returnWithinMs : 0);
    for (let pauseMs = 200; ; pauseMs *= 2) {
      if (!isUnanswered(await this.#sendOnce({ body: basic, freshConnection: true }))) return;
      if (this.#clock.nowMs() >= untilMs)
        this.#giveUp('the target could not be reached, or gave no answer to judge', exchange);
      await this.#clock.sleep(pauseMs);
    }
  }

  #giveUp(why: string, { fault, status }: Exchange): never {
    this.#unreachable = `${why}: ${fault ?? `HTTP ${status} from a gateway`}`;
    throw new Inconclusive(this.#unreachable);
  }

  async #sendOnce(call: Call): Promise<Exchange> {
    await this.#pace.turn(call.atOnce);
    this.#counts.calls += 1;
    this.#sent += 1;
    const { method = 'POST', freshConnection = false } = call;
    const url = new URL(`${callPath(this.target)}?${this.#query(call)}`, this.target.url);
    const request = {
      url,
      method,
      headers: { 'content-type': 'application/json' },
      body: bodyBytes(call.body),
    };
    const dispatcher = freshConnection ? this.#dispatchers.fresh : this.#dispatchers.kept;
    let fault: string | null = null;
    let status: number | null = null;
    let response: () => ShownResponse | null = () => null;
    let judgement: Judgement | null = null;
    const end: CallEnd = { answer: null, content: null, fault: null };
    const onEnd = this.#onSend?.(request, call, this.secrets);
    try {
      const answer = await send(request, dispatcher, this.#timeoutMs);
      end.answer = answer;
      const judged = judgeAnswer(answer, this.target.edition);
      if ('fault' in judged) throw new Error(judged.fault);
      judgement = kept(judged.judgement, this.secrets);
      this.#wasAnswered = true;
      status = answer.status;
      end.content = judged.content;
      response = () => shownResponse(answer, judged.content, this.secrets);
    } catch (error) {
      fault = keptLine((error as Error).message, this.secrets);
      end.fault = fault;
    }
    onEnd?.(end);
    return {
      status,
      judgement,
      fault,
      shown: () => {
        const shown = shownRequest(request, this.secrets);
        return { request: shown, response: response(), curl: curlCommand(shown) };
      },
    };
  }

  #query(call: Call): string {
    const merged = { ...callQuery(this.target, this.#freshUserSig()), ...call.query };
    const parameters = Object.entries(merged).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    for (const [name, value] of parameters) if (/usersig/i.test(name)) this.secrets.add(value);
    if (!call.percentEncoded) return new URLSearchParams(parameters).toString();
    return parameters.map(([name, value]) => `${name}=${percentEncoded(value)}`).join('&');
  }

  #freshUserSig(): string {
    const nowMs = this.#clock.nowMs();
    if (nowMs - this.#signedMs > userSigRenewedMs) {
      this.#userSig = adminUserSig(this.target);
      this.#signedMs = nowMs;
      this.secrets.add(this.#userSig);
    }
    return this.#userSig;
  }
}

/** No answer came, or a gateway's. */
function isUnanswered({ fault, status }: Exchange): boolean {
  return fault !== null || (status !== null && gatewayStatuses.has(status));
}

function bodyBytes(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}
