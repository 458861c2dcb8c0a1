import { setTimeout as sleep } from 'node:timers/promises';
import { callQuery, groupGetRequest } from '../client/call/group-get-request.ts';
import { Secrets } from '../client/credentials/secrets.ts';
import { isPublicCode, type Judgement } from '../client/judge/judge-response.ts';
import { adminUserSig, callUserSigSeconds, isLoopback, type Target } from '../client/settings/settings.ts';
import { Inconclusive, UsageError } from '../client/settings/usage-error.ts';
import { errorCodes } from '../spec/generated/contract.ts';
import type { Breach } from './judge/answer-judge.ts';
import { type CapacityResult, longestSearchSeconds, searchCapacity } from './judge/capacity.ts';
import { inferLimiter } from './judge/infer-limiter.ts';
import { gatherFacts, type LoadFacts } from './judge/run-facts.ts';
import { RunTally } from './judge/run-tally.ts';
import { judgeRun } from './judge/verdict.ts';
import type { LoadReport } from './load-report.ts';
import { type AnswerKind, answerKinds, meanings, type OutcomeGroup } from './record/answer-kind.ts';
import { maxCalls, RunRecord, slotsFor } from './record/run-record.ts';
import type { Profile } from './schedule/profile.ts';
import { createSchedule, peakRate, type Stage } from './schedule/schedule.ts';
import type { WireResult } from './send/connection-pool.ts';
import { leastRandom, monotonicMs, Sender, type SenderOptions, type SenderResult } from './send/sender.ts';
import { SenderThread } from './send/sender-thread.ts';

/** How far a run is; times in ms. */
export interface LoadProgress {
  stage: string;
  elapsedMs: number;
  /** Of the stages known so far: a search has more to come. */
  totalMs: number;
  sent: number;
  ok: number;
  refused: number;
  p99Ms: number | null;
  lagP99Ms: number | null;
}

export interface LoadOptions {
  /** Host that the caller was allowed to put under load; needed unless it is loopback. */
  consent?: string | undefined;
  /** Ends the run at once; what was measured is reported as inconclusive. */
  signal?: AbortSignal;
  /** Called about twice a second. */
  onProgress?: (progress: LoadProgress) => void;
}

/** A load of up to so many calls, never above the ceiling, needs nobody's consent. */
const callsWithoutConsent = 100;
const baselineTries = 5;
const progressEveryMs = 500;
const foldEveryMs = 100;
/** Threads get their orders before the schedule starts. */
const threadLeadMs = 100;

/**
 * Puts a target under a profile's load and judges L1 to L8. Prints nothing.
 * @throws UsageError when the run is not allowed or too large
 * @throws Inconclusive when the target cannot be reached, is not who it should be, or refuses even a single call
 */
export async function runLoad(
  target: Target,
  profile: Profile,
  options: LoadOptions = {},
): Promise<LoadReport> {
  const { signal } = options;
  expectAllowed(target, profile, options.consent);
  const startedAt = new Date();
  const run = new LoadRun(target, profile, options);
  try {
    const baselineTaken = await run.takeBaseline();
    await sleep(baselineTaken ? profile.quietSeconds * 1000 : 0, undefined, { signal }).catch(() => {});
    if (!baselineTaken) return run.report(startedAt, run.emptyFacts());
    if (profile.search === undefined) return run.report(startedAt, await run.measure(profile.stages));
    const { stepSeconds } = profile.search;
    const found = await searchCapacity(profile.search, (ratePerSecond) => {
      const name = `${ratePerSecond}/s`;
      return run.measure([{ name, kind: 'constant', ratePerSecond, durationSeconds: stepSeconds }]);
    });
    return run.report(startedAt, found.best?.facts ?? found.last, found);
  } finally {
    await run.close();
  }
}

/** One run's senders and clock. */
class LoadRun {
  readonly #target: Target;
  readonly #profile: Profile;
  readonly #options: LoadOptions;
  readonly #secrets = new Secrets();
  /** The first sends from this thread; it takes the baseline, too. */
  readonly #sender: Sender;
  readonly #threads: SenderThread[];
  readonly #stop = new AbortController();
  #untrustedPeer: string | undefined;
  #startEpochMs = Date.now();
  /** What each sender saw so far. */
  #results: SenderResult[];

  constructor(target: Target, profile: Profile, options: LoadOptions) {
    this.#target = target;
    this.#profile = profile;
    this.#options = options;
    const seconds = profile.search
      ? longestSearchSeconds(profile.search)
      : createSchedule(profile.stages).durationMs / 1000;
    const userSig = adminUserSig(target, seconds + profile.quietSeconds + callUserSigSeconds);
    const { credential } = target;
    const secrets = [userSig, ...(credential.kind === 'key' ? [credential.secretKey] : [])];
    for (const secret of secrets) this.#secrets.add(secret);
    const bursts = profile.stages.map((stage) => (stage.kind === 'burst' ? stage.calls : 0));
    const initialConnections = Math.max(profile.connections.initial, ...bursts);
    const maxConnections = Math.max(profile.connections.max, initialConnections);
    const request = groupGetRequest(target, callQuery(target, userSig, leastRandom), {
      From_Account: target.fixtures.accounts.populated.id,
      LastSequence: 0,
      NeedFriend: 'Need_Friend_Type_Yes',
    });
    const senderOptions = (sender: number): SenderOptions => ({
      sender,
      pool: {
        url: new URL(request.path, target.url).href,
        headers: request.headers,
        body: request.body,
        initialConnections: Math.ceil(initialConnections / profile.threads),
        maxConnections: Math.ceil(maxConnections / profile.threads),
        callTimeoutMs: profile.callTimeoutMs,
        ca: target.ca,
      },
      edition: target.edition,
      secrets,
    });
    const onUntrusted = (peer: string) => {
      this.#untrustedPeer ??= peer;
      this.#stop.abort();
    };
    this.#sender = new Sender(senderOptions(0));
    this.#sender.pool.onUntrusted = () => onUntrusted(this.#sender.pool.untrustedPeer ?? '');
    this.#threads = Array.from(
      { length: profile.threads - 1 },
      (_, index) => new SenderThread(senderOptions(index + 1), this.#stop.signal, onUntrusted),
    );
    this.#results = [this.#sender.result()];
    options.signal?.addEventListener('abort', () => this.#stop.abort());
    if (options.signal?.aborted) this.#stop.abort();
  }

  /**
   * Pulls once before the load, so that answers under load have something to equal.
   * @returns false when the run is over: it was stopped, or no single pull kept the contract
   */
  async takeBaseline(): Promise<boolean> {
    const { judge } = this.#sender;
    let judgement: Judgement | undefined;
    let fault = '';
    for (let tries = 0; tries < baselineTries && !this.#stop.signal.aborted; tries += 1) {
      const taken = judge.takeBaseline(await this.#call());
      if ('fault' in taken) fault = taken.fault;
      else judgement = taken;
      this.#results = [this.#sender.result()];
      if (judge.baseline !== undefined) {
        for (const thread of this.#threads) thread.setBaseline(judge.baseline);
        await Promise.all(this.#threads.map(({ ready }) => ready));
        return true;
      }
      // Earlier calls, of another run perhaps, may have used up the second's budget.
      const pauseMs = isPublicCode(judgement?.errorCode ?? null) ? 1100 : 250;
      await sleep(pauseMs, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
    if (this.#untrustedPeer !== undefined) throw new Inconclusive(this.#untrustedPeer);
    if (this.#stop.signal.aborted || judge.broken > 0) return false;
    if (judgement === undefined)
      throw new Inconclusive(
        `the target could not be reached, or gave no answer to judge: ${this.#secrets.masked(fault)}`,
      );
    const code = judgement.errorCode ?? 0;
    throw new Inconclusive(
      `the target refuses even a single pull with ErrorCode ${code} (${errorCodes[code] ?? 'not a documented code'}); check the credentials and the populated account of the fixtures`,
    );
  }

  async measure(stages: Stage[]): Promise<LoadFacts> {
    const { threads, callTimeoutMs, search } = this.#profile;
    const schedule = createSchedule(stages);
    const record = new RunRecord(schedule, slotsFor(schedule, callTimeoutMs), threads);
    const tally = new RunTally(this.#profile, record);
    const before = this.#judged();
    const startMs = monotonicMs() + (threads > 1 ? threadLeadMs : 0);
    this.#startEpochMs = performance.timeOrigin + performance.now() + startMs - monotonicMs();
    const work = { stages, columns: record.columns, senders: threads, startMs };
    const folding = setInterval(() => tally.fold(), foldEveryMs);
    const progress = setInterval(
      () => this.#options.onProgress?.(progressOf(record, tally, monotonicMs() - startMs)),
      progressEveryMs,
    );
    try {
      this.#results = await Promise.all([
        this.#sender.run(work, this.#stop.signal).then(() => this.#sender.result()),
        ...this.#threads.map((thread) => thread.run(work)),
      ]);
    } finally {
      clearInterval(folding);
      clearInterval(progress);
    }
    tally.finish();
    const judged = this.#judged();
    // Each step of a search is judged by its own answers.
    if (search !== undefined) {
      judged.judged -= before.judged;
      judged.broken -= before.broken;
    }
    return gatherFacts(this.#profile, tally, judged, this.#stop.signal.aborted);
  }

  /** Of a run that sent no load. */
  emptyFacts(): LoadFacts {
    const tally = new RunTally(this.#profile, new RunRecord(createSchedule([])));
    return gatherFacts(this.#profile, tally, this.#judged(), this.#stop.signal.aborted);
  }

  report(startedAt: Date, facts: LoadFacts, capacity?: CapacityResult): LoadReport {
    const { tally, timings } = facts;
    const judged = judgeRun(facts);
    const outcomes: Record<OutcomeGroup, number> = {
      ok: 0,
      rateLimited: 0,
      failed: 0,
      transportErrors: 0,
      contractViolations: 0,
    };
    for (const kind of answerKinds) {
      const { outcome } = meanings[kind];
      if (outcome !== undefined) outcomes[outcome] += tally.count(kind);
    }
    const seen = answerKinds.filter((kind) => kind !== 'pending' && tally.count(kind) > 0);
    const durationMs = facts.aborted ? tally.lastSentMs : (tally.stages.at(-1)?.planned.endMs ?? 0);
    const { verdict, reason } = this.#verdict(judged, capacity);
    const delays = this.#results.map(({ loopDelayMs }) => loopDelayMs);
    return {
      schemaVersion: 1,
      verdict,
      reason,
      profile: this.#profile.name,
      description: this.#profile.description,
      ceilingPerSecond: this.#profile.ceilingPerSecond,
      target: {
        url: this.#target.url.href,
        edition: this.#target.edition,
        embedded: this.#target.embedded,
      },
      startedAt: startedAt.toISOString(),
      durationMs: Math.round(durationMs),
      attempts: 1,
      checks: judged.checks,
      offered: {
        count: tally.due,
        ratePerSecond: durationMs === 0 ? 0 : Math.round((tally.due / durationMs) * 100_000) / 100,
      },
      sent: {
        count: tally.sent,
        lagMs: {
          p50: tally.lag.percentileMs('p50'),
          p99: tally.lag.percentileMs('p99'),
          max: tally.lag.maxMs,
        },
        unsent: tally.count('unsent') + tally.count('unreachable'),
        stages: timings,
        mostPer100Ms: tally.densest100Ms.maxCalls,
        mostPerSecond: tally.densestSecond.maxCalls,
        eventLoopDelayMs: {
          p99: Math.max(...delays.map(({ p99 }) => p99)),
          max: Math.max(...delays.map(({ max }) => max)),
        },
        faults: facts.timingFaults,
      },
      outcomes,
      answers: Object.fromEntries(seen.map((kind) => [kind, tally.count(kind)])) as Partial<
        Record<AnswerKind, number>
      >,
      perSecond: tally.seconds,
      latencyMs: tally.latency.summary(),
      refusedLatencyMs: tally.refusedLatency.summary(),
      serviceMs: tally.service.summary(),
      histograms: {
        latency: tally.latency.encoded(),
        refusedLatency: tally.refusedLatency.encoded(),
        service: tally.service.encoded(),
      },
      breaches: facts.judge.breaches,
      connections: {
        most: sum(this.#results.map(({ connections }) => connections.most)),
        lost: sum(this.#results.map(({ connections }) => connections.lost)),
      },
      limiter: inferLimiter(tally.decisions, this.#startEpochMs, facts.timingFaults.length > 0),
      ...(capacity && {
        capacity: {
          sustainedPerSecond: capacity.best?.ratePerSecond ?? null,
          limitedBy: capacity.limitedBy,
          steps: capacity.steps,
        },
      }),
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#sender.close(), ...this.#threads.map((thread) => thread.close())]);
  }

  /** What all senders' answers came to; breaches of one kind are told once. */
  #judged(): LoadFacts['judge'] & { judged: number; broken: number } {
    const breaches = new Map<string, Breach>();
    for (const breach of this.#results.flatMap((result) => result.breaches)) {
      const key = `${breach.clause} ${breach.reason}`;
      const known = breaches.get(key);
      breaches.set(key, known ? { ...known, count: known.count + breach.count } : breach);
    }
    return {
      judged: sum(this.#results.map(({ judged }) => judged)),
      broken: sum(this.#results.map(({ broken }) => broken)),
      breaches: [...breaches.values()],
    };
  }

  #verdict(
    judged: ReturnType<typeof judgeRun>,
    capacity: CapacityResult | undefined,
  ): Pick<LoadReport, 'verdict' | 'reason'> {
    if (this.#untrustedPeer !== undefined) return { verdict: 'inconclusive', reason: this.#untrustedPeer };
    if (capacity === undefined || judged.verdict === 'fail') return judged;
    if (capacity.best === null) {
      const byHarness = capacity.last.timingFaults.length > 0 || capacity.last.aborted;
      return {
        verdict: byHarness ? 'inconclusive' : 'fail',
        reason: `no rate was sustained: ${capacity.limitedBy}`,
      };
    }
    if (judged.verdict !== 'pass') return judged;
    return {
      verdict: 'pass',
      reason: `${capacity.best.ratePerSecond} calls a second were sustained; what stopped there: ${capacity.limitedBy}`,
    };
  }

  /** One call outside of any schedule. */
  async #call(): Promise<WireResult> {
    const { pool } = this.#sender;
    const deadlineMs = performance.now() + this.#profile.callTimeoutMs;
    while (pool.idleCount === 0) {
      const late = performance.now() > deadlineMs;
      const { connectFault } = pool;
      if (late || this.#stop.signal.aborted || connectFault !== undefined)
        return { kind: 'reset', reason: connectFault ?? 'no connection could be made' };
      await sleep(5);
    }
    return new Promise((resolve) => {
      pool.send(resolve);
      this.#stop.signal.addEventListener('abort', () =>
        resolve({ kind: 'reset', reason: 'the run was stopped' }),
      );
    });
  }
}

function progressOf(record: RunRecord, tally: RunTally, elapsedMs: number): LoadProgress {
  const { stages, durationMs } = record.schedule;
  return {
    stage: (stages.find(({ endMs }) => endMs > elapsedMs) ?? stages.at(-1))?.name ?? '',
    elapsedMs: Math.max(0, Math.min(elapsedMs, durationMs)),
    totalMs: durationMs,
    sent: record.due,
    ok: record.count('ok'),
    refused: record.count('rateLimited') + record.count('brokenRefusal') + record.count('httpRefusal'),
    p99Ms: tally.latency.percentileMs('p99'),
    lagP99Ms: tally.lag.percentileMs('p99'),
  };
}

/** @throws UsageError when the profile is too large, or is not allowed on the target */
export function expectAllowed({ url, proxy }: Target, profile: Profile, consent: string | undefined): void {
  const schedule = createSchedule(profile.stages);
  if (schedule.calls > maxCalls)
    throw new UsageError(`the load has ${schedule.calls} calls; at most ${maxCalls} can be counted`);
  if (isLoopback(url)) return;
  const above =
    profile.search !== undefined ||
    profile.stages.some((stage) => peakRate(stage) > profile.ceilingPerSecond);
  const small = !above && schedule.calls <= callsWithoutConsent;
  if (!small && consent !== url.hostname) {
    const what = above ? 'calls above the ceiling' : `${schedule.calls} calls`;
    const given = consent === undefined ? '' : `, not ${consent.slice(0, 100)}`;
    throw new UsageError(
      `profile ${profile.name} sends ${what} to ${url.hostname}, which may be in use by others; if you may do that, say --consent ${url.hostname}${given}`,
    );
  }
  if (proxy !== undefined) {
    throw new UsageError(
      `${proxy} puts a proxy before ${url.hostname}, and a load would measure the proxy; add the host to NO_PROXY, where it can be reached directly, or use \`npm run contract\``,
    );
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
