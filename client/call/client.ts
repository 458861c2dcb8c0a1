import { setTimeout as sleep } from 'node:timers/promises';
import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent, request as send } from 'undici';
import { calledTooOftenCodes, callingFrequency, tryAgainCodes } from '../../spec/generated/contract.ts';
import { Secrets } from '../credentials/secrets.ts';
import { gatewayStatuses, judgeAnswer, maxBodyBytes, maxInterimResponses } from '../judge/judge-answer.ts';
import type { Judgement } from '../judge/judge-response.ts';
import { adminUserSig, callUserSigSeconds, type Target } from '../settings/settings.ts';
import { Inconclusive } from '../settings/usage-error.ts';
import { curlCommand, type Exchange, type ShownRequest, type ShownResponse } from './exchange.ts';
import { callPath, callQuery, percentEncoded } from './group-get-request.ts';
import { poolWithoutContinue } from './unasked-continue.ts';

/** A call, as far as it differs from a POST by the admin with good credentials. */
export interface Call {
  method?: string;
  /** Changes to the query: a string replaces or adds a parameter, undefined leaves it out. */
  query?: Record<string, string | undefined>;
  /** A string or bytes are sent as they are, any other value as JSON. */
  body: unknown;
  /** Every character of the query's values percent-encoded: the same values to whoever reads a URL. */
  percentEncoded?: boolean;
  /** The caller judges status and envelope itself (C4): they are not held against E1 to E5. */
  ownStatus?: boolean;
  /** The contract leaves open what such a call gets: the envelope counts, and not what an OK holds (S1, S2). */
  open?: boolean;
  /** Without waiting for its turn, so that calls overlap on a fast target; the calls after it wait the longer, and so do its own further tries. */
  atOnce?: boolean;
  /** Not on a connection that was used before, nor is this one used again. */
  freshConnection?: boolean;
}

export interface ClientOptions {
  /** The highest rate of calls, evenly spaced; undefined does not pace: for a handful of calls, and targets of this repo. */
  ratePerSecond?: number;
  /** The longest wait for one whole answer; default 6000, as the vendor cuts its own processing at 3 s. */
  answerTimeoutMs?: number;
  /** Carry the calls in place of connections to the target; no connection of `fresh` carries two. */
  dispatchers?: { kept: Dispatcher; fresh: Dispatcher };
  /** What pacing and pauses go by; default: real time. */
  clock?: Clock;
}

/** A clock that only moves forward. */
export interface Clock {
  /** Milliseconds since some moment. */
  nowMs(): number;
  sleep(ms: number): Promise<unknown>;
}

const realClock: Clock = { nowMs: () => performance.now(), sleep };

/** What happened to the calls of a client so far. */
export interface CallCounts {
  calls: number;
  /** Answers 30006 and 30007 (F6). */
  tryAgain: number;
  /** Answers that say "called too often"; the client waits and tries again, and calls less often from then on, unless the call was made at once. */
  calledTooOften: number;
  /** Calls that got no answer, or a gateway's, and were tried again (E1 excepts the network). */
  networkFaults: number;
}

function noCalls(): CallCounts {
  return { calls: 0, tryAgain: 0, calledTooOften: 0, networkFaults: 0 };
}

const answerTimeoutMs = 6000;
/** Once a request is known to go unanswered, its like are not waited for as long, nor tried as often. */
const unansweredTimeoutMs = 4000;
const unansweredNetworkTries = 3;
const maxShownBody = 4000;
/** A run can be longer than a UserSig lives: it is signed anew in time for the calls under way. */
const userSigRenewedMs = (callUserSigSeconds * 1000) / 3;
/** Enough that a target which falters on three calls in ten is not blamed: 0.3^8 is less than 1 in 10,000. */
const maxTries = 8;
const networkTries = 5;
const maxNetworkTries = 8;
/** A target that answered before is given so long to come back, from a restart perhaps. */
const returnWithinMs = 2000;
/** A request is blamed for going unanswered where chance would do it to fewer runs than this. */
const blamedByChance = 0.001;
const tooOftenPauseMs = 1100;
const shortestIntervalMs = 10;

/**
 * The one way from the suite to a target: signs, paces, sends, tries again where F6 allows it or the network failed,
 * judges every response and keeps it in a form that can be shown.
 */
export class Client {
  readonly target: Target;
  readonly secrets = new Secrets();
  #counts: CallCounts = noCalls();
  #userSig = '';
  #signedMs = Number.NEGATIVE_INFINITY;
  readonly #dispatcher: Dispatcher;
  /** One connection for each call. */
  readonly #freshDispatcher: Dispatcher;
  readonly #clock: Clock;
  #intervalMs: number;
  readonly #onResponse: (exchange: Exchange, call: Call) => void;
  #timeoutMs: number;
  #networkTries = networkTries;
  /** Calls handed to the network so far, how many of them were answered, and how many failed and were answered when tried again. */
  #made = 0;
  #answered = 0;
  #passingFaults = 0;
  #tries = maxTries;
  #nextCallMs = 0;
  #unreachable: string | undefined;

  /** @param onResponse hears of every response, those that are tried again included */
  constructor(
    target: Target,
    options: ClientOptions = {},
    onResponse: (exchange: Exchange, call: Call) => void = () => {},
  ) {
    this.target = target;
    this.#onResponse = onResponse;
    this.#timeoutMs = options.answerTimeoutMs ?? answerTimeoutMs;
    const rate = Math.min(
      options.ratePerSecond ?? Number.POSITIVE_INFINITY,
      callingFrequency.callsPerSecond / 2,
    );
    this.#intervalMs = options.ratePerSecond === undefined ? 0 : 1000 / rate;
    if (target.credential.kind === 'key') this.secrets.add(target.credential.secretKey);
    const nonAdmin = target.fixtures.identities?.nonAdmin?.userSig;
    if (nonAdmin) this.secrets.add(nonAdmin);
    const { dispatchers, clock = realClock } = options;
    this.#clock = clock;
    this.#dispatcher = dispatchers?.kept ?? dispatcherTo(target, this.#timeoutMs);
    this.#freshDispatcher = dispatchers?.fresh ?? dispatcherTo(target, this.#timeoutMs, { pipelining: 0 });
  }

  /**
   * Makes one call, and again while the answer says so.
   * @throws Inconclusive once the target is out of reach; then for every further call, at once.
   */
  async call(call: Call): Promise<Exchange> {
    let faults = 0;
    let { atOnce = false } = call;
    for (let tries = 1; ; tries += 1) {
      if (this.#unreachable !== undefined) throw new Inconclusive(this.#unreachable);
      const exchange = await this.#once({ ...call, atOnce });
      const code = exchange.judgement?.errorCode ?? null;
      const gateway = exchange.status !== null && gatewayStatuses.has(exchange.status);
      if (exchange.fault !== null || gateway) {
        this.#counts.networkFaults += 1;
        faults += 1;
        if (faults < this.#networkTries || this.#mayBeChance(faults)) {
          if (faults < this.#networkTries - 2) await this.#clock.sleep(100 * 2 ** faults);
          else await this.#expectAnyAnswer(exchange);
          if (faults === maxNetworkTries) this.#giveUp('calls fail in the network too often', exchange);
          continue;
        }
        this.#timeoutMs = Math.min(this.#timeoutMs, unansweredTimeoutMs);
        this.#networkTries = unansweredNetworkTries;
      } else this.#passingFaults += faults;
      if (exchange.status !== null && !call.ownStatus) this.#onResponse(exchange, call);
      if (code !== null && tries < this.#tries) {
        if (tryAgainCodes.includes(code)) {
          this.#counts.tryAgain += 1;
          await this.#clock.sleep(Math.min(25 * 2 ** tries, 500));
          continue;
        }
        if (calledTooOftenCodes.includes(code)) {
          this.#counts.calledTooOften += 1;
          // Calls that were all made at once say nothing of the pace: a bucket of a few tokens refuses them, and takes them in turn.
          if (!atOnce)
            this.#intervalMs = Math.min(
              Math.max(this.#intervalMs, shortestIntervalMs) * 1.5,
              tooOftenPauseMs,
            );
          atOnce = false;
          await this.#clock.sleep(tooOftenPauseMs);
          continue;
        }
      }
      // A target that keeps saying "try again" is found out once; it need not be asked as often each time.
      if (code !== null && tryAgainCodes.includes(code)) this.#tries = 2;
      return exchange;
    }
  }

  /** What happened since the last time. */
  takeCounts(): CallCounts {
    const counts = this.#counts;
    this.#counts = noCalls();
    return counts;
  }

  async close(): Promise<void> {
    await Promise.all([this.#dispatcher.destroy(), this.#freshDispatcher.destroy()]);
  }

  /**
   * Tells a request that the target cannot bear from a target that is gone: another call must be answered. Waits a while for
   * a target that has answered before.
   */
  async #expectAnyAnswer(exchange: Exchange): Promise<void> {
    const basic = { From_Account: this.target.fixtures.accounts.populated.id, LastSequence: 0 };
    const untilMs = this.#clock.nowMs() + (this.#answered > 0 ? returnWithinMs : 0);
    for (let pauseMs = 200; ; pauseMs *= 2) {
      const probe = await this.#once({ body: basic, freshConnection: true });
      if (probe.status !== null && !gatewayStatuses.has(probe.status)) return;
      if (this.#clock.nowMs() > untilMs)
        this.#giveUp('the target could not be reached, or gave no answer to judge', exchange);
      await this.#clock.sleep(pauseMs);
    }
  }

  /** Whether so many faults on end may have met one request by chance, as often as faults pass when tried again. */
  #mayBeChance(faults: number): boolean {
    const share = (this.#passingFaults + 1) / this.#made;
    return share ** faults * this.#made > blamedByChance;
  }

  #giveUp(why: string, { fault, status }: Exchange): never {
    this.#unreachable = `${why}: ${fault ?? `HTTP ${status} from a gateway`}`;
    throw new Inconclusive(this.#unreachable);
  }

  async #once(call: Call): Promise<Exchange> {
    await this.#pace(call.atOnce);
    this.#counts.calls += 1;
    this.#made += 1;
    const { method = 'POST', freshConnection = false } = call;
    const query = this.#query(call);
    const body = rawBody(call.body);
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    const path = `${callPath(this.target)}?${query}`;
    const signal = AbortSignal.timeout(this.#timeoutMs);
    const flood = new AbortController();
    let interimResponses = 0;
    let fault: string | null = null;
    let status: number | null = null;
    let response: () => ShownResponse | null = () => null;
    let judgement: Judgement | null = null;
    try {
      const answer = await send(new URL(path, this.target.url), {
        method: method as Dispatcher.HttpMethod,
        headers,
        body: body.length > 0 || method === 'POST' ? body : null,
        dispatcher: freshConnection ? this.#freshDispatcher : this.#dispatcher,
        signal: AbortSignal.any([signal, flood.signal]),
        onInfo() {
          interimResponses += 1;
          if (interimResponses > maxInterimResponses) flood.abort(new Error('interim responses without end'));
        },
        // The signal bounds the whole answer; undici's own clocks tick too coarsely for that.
        headersTimeout: 0,
        bodyTimeout: 0,
      });
      const raw = await readBody(answer.body);
      const header = (name: string) => {
        const value = answer.headers[name];
        return Array.isArray(value) ? value.join(', ') : value;
      };
      const judged = judgeAnswer({ status: answer.statusCode, header, body: raw }, this.target.edition);
      if ('fault' in judged) throw new Error(judged.fault);
      judgement = judged.judgement;
      this.#answered += 1;
      status = answer.statusCode;
      response = () => this.#shownResponse(answer.statusCode, answer.headers, judged.content);
    } catch (error) {
      fault = this.secrets.masked(
        signal.aborted ? `no whole answer within ${this.#timeoutMs} ms` : faultOf(error),
      );
    }
    return {
      status,
      judgement,
      fault,
      shown: () => {
        const request = this.#shownRequest(method, path, headers, body);
        return { request, response: response(), curl: curlCommand(request) };
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

  #shownRequest(method: string, path: string, headers: Record<string, string>, body: Buffer): ShownRequest {
    const url = new URL(path, this.target.url).href.replace(/(usersig=)[^&]+/i, '$1***');
    return {
      method,
      url: this.secrets.masked(url),
      headers,
      body: cut(this.secrets.masked(body.toString())),
    };
  }

  #shownResponse(status: number, headers: NodeJS.Dict<string | string[]>, body: Buffer): ShownResponse {
    const shown: Record<string, string> = {};
    for (const [name, value] of Object.entries(headers))
      shown[name] = cut(this.secrets.masked(String(value)));
    // Cut after masking, with room to spare: a secret across the cut would be shown in part.
    const text = this.secrets.masked(body.subarray(0, 16 * maxShownBody).toString('utf8'));
    return { status, headers: shown, body: cut(text) };
  }

  async #pace(atOnce = false): Promise<void> {
    const nowMs = this.#clock.nowMs();
    const dueMs = Math.max(this.#nextCallMs, nowMs);
    this.#nextCallMs = dueMs + this.#intervalMs;
    if (dueMs > nowMs && !atOnce) await this.#clock.sleep(dueMs - nowMs);
  }
}

function dispatcherTo(target: Target, connectTimeoutMs: number, options: Agent.Options = {}): Dispatcher {
  // Said even though it is the default, as NODE_TLS_REJECT_UNAUTHORIZED=0 would change that.
  const connect = {
    rejectUnauthorized: true,
    // A call's own clock does not reach undici before there is a connection.
    timeout: connectTimeoutMs,
    ...(target.ca !== undefined && { ca: [...rootCertificates, target.ca] }),
  };
  const agentOptions = { ...options, connect, factory: poolWithoutContinue };
  return target.proxyUrl === undefined
    ? new Agent(agentOptions)
    : new ProxyAgent({ ...agentOptions, uri: target.proxyUrl, requestTls: connect, proxyTls: connect });
}

function rawBody(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  if (typeof body === 'string') return Buffer.from(body);
  return Buffer.from(JSON.stringify(body));
}

async function readBody(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) throw new Error(`the answer is larger than ${maxBodyBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function faultOf(error: unknown): string {
  const { message, code, cause } = error as { message?: string; code?: string; cause?: unknown };
  if (cause !== undefined) return faultOf(cause);
  const text = (message || code || String(error)).split('\n')[0] as string;
  return code === undefined || text.includes(code) ? text : `${text} (${code})`;
}

function cut(text: string): string {
  return text.length > maxShownBody ? `${text.slice(0, maxShownBody)}… (${text.length} characters)` : text;
}
