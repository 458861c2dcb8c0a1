import { randomInt } from 'node:crypto';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { errorCodes } from '../spec/generated/contract.ts';
import { isPublicCode, type Judgement } from '../spec/judge-response.ts';
import { callQuery, groupGetRequest } from '../target/group-get-request.ts';
import { Secrets } from '../target/secrets.ts';
import { adminUserSig, isLoopback, type Target } from '../target/settings.ts';
import { Inconclusive, UsageError } from '../target/usage-error.ts';
import { AnswerJudge } from './answer-judge.ts';
import { type AnswerKind, answerKinds, meanings, type Outcome } from './answer-kind.ts';
import { type CapacityResult, searchCapacity } from './capacity.ts';
import { ConnectionPool, type WireResult } from './connection-pool.ts';
import { runEngine } from './engine.ts';
import { inferLimiter } from './infer-limiter.ts';
import { LatencyHistogram } from './latency.ts';
import type { LoadReport, SecondOfLoad } from './load-report.ts';
import type { Profile } from './profile.ts';
import { gatherFacts, mostSentIn, type RunFacts } from './run-facts.ts';
import { RunRecord } from './run-record.ts';
import { createSchedule, peakRate, type Stage } from './schedule.ts';
import { judgeRun } from './verdict.ts';

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
/** What the record of a run may take: 17 bytes a call. */
const mostCalls = 20_000_000;
const baselineTries = 5;
const progressEveryMs = 500;

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

/** One run's connections, judge and clock. */
class LoadRun {
  readonly #target: Target;
  readonly #profile: Profile;
  readonly #options: LoadOptions;
  readonly #secrets = new Secrets();
  readonly #judge: AnswerJudge;
  readonly #pool: ConnectionPool;
  readonly #stop = new AbortController();
  readonly #loopDelay = monitorEventLoopDelay({ resolution: 5 });
  #startEpochMs = Date.now();
  #mostConnections = 0;

  constructor(target: Target, profile: Profile, options: LoadOptions) {
    this.#target = target;
    this.#profile = profile;
    this.#options = options;
    const seconds = createSchedule(profile.stages).durationMs / 1000;
    const userSig = adminUserSig(target, seconds + profile.quietSeconds + 3600);
    if (target.credential.kind === 'key') this.#secrets.add(target.credential.secretKey);
    this.#secrets.add(userSig);
    this.#judge = new AnswerJudge(target.edition, (text) => this.#secrets.masked(text));
    const bursts = profile.stages.map((stage) => (stage.kind === 'burst' ? stage.calls : 0));
    const initialConnections = Math.max(profile.connections.initial, ...bursts);
    const request = groupGetRequest(target, callQuery(target, userSig, leastRandom), {
      From_Account: target.fixtures.accounts.populated.id,
      LastSequence: 0,
      NeedFriend: 'Need_Friend_Type_Yes',
    });
    this.#pool = new ConnectionPool({
      url: new URL(request.path, target.url).href,
      headers: request.headers,
      body: request.body,
      initialConnections,
      maxConnections: Math.max(profile.connections.max, initialConnections),
      callTimeoutMs: profile.callTimeoutMs,
      ca: target.ca,
      compose: withNewRandom,
    });
    this.#pool.onUntrusted = () => this.#stop.abort();
    options.signal?.addEventListener('abort', () => this.#stop.abort());
    if (options.signal?.aborted) this.#stop.abort();
  }

  /**
   * Pulls once before the load, so that answers under load have something to equal.
   * @returns false when the run is over: it was stopped, or no single pull kept the contract
   */
  async takeBaseline(): Promise<boolean> {
    let judgement: Judgement | undefined;
    let fault = '';
    for (let tries = 0; tries < baselineTries && !this.#stop.signal.aborted; tries += 1) {
      const result = await this.#call();
      if (result.kind === 'response') judgement = this.#judge.takeBaseline(result);
      else fault = result.reason;
      if (this.#judge.baselineTaken) return true;
      // Earlier calls, of another run perhaps, may have used up the second's budget.
      const pauseMs = isPublicCode(judgement?.errorCode ?? null) ? 1100 : 250;
      await sleep(pauseMs, undefined, { signal: this.#stop.signal }).catch(() => {});
    }
    if (this.#pool.untrustedPeer !== undefined) throw new Inconclusive(this.#pool.untrustedPeer);
    if (this.#stop.signal.aborted || this.#judge.broken > 0) return false;
    if (judgement === undefined)
      throw new Inconclusive(`the target could not be reached: ${this.#secrets.masked(fault)}`);
    const code = judgement.errorCode ?? 0;
    throw new Inconclusive(
      `the target refuses even a single pull with ErrorCode ${code} (${errorCodes[code] ?? 'not a documented code'}); check the credentials and the populated account of the fixtures`,
    );
  }

  async measure(stages: Stage[]): Promise<RunFacts> {
    const record = new RunRecord(createSchedule(stages));
    const { onProgress = () => {}, signal } = this.#options;
    const latency = new LatencyHistogram();
    const lag = new LatencyHistogram();
    const startMs = performance.now();
    this.#startEpochMs = performance.timeOrigin + startMs;
    const brokenBefore = { judged: this.#judge.judged, broken: this.#judge.broken };
    const progress = setInterval(() => {
      const elapsedMs = performance.now() - startMs;
      const { counts, schedule } = record;
      this.#mostConnections = Math.max(this.#mostConnections, this.#pool.openCount);
      onProgress({
        stage: (schedule.stages.find(({ endMs }) => endMs > elapsedMs) ?? schedule.stages.at(-1))?.name ?? '',
        elapsedMs: Math.min(elapsedMs, schedule.durationMs),
        totalMs: schedule.durationMs,
        sent: record.due,
        ok: counts.ok,
        refused: counts.rateLimited + counts.brokenRefusal + counts.httpRefusal,
        p99Ms: latency.percentileMs('p99'),
        lagP99Ms: lag.percentileMs('p99'),
      });
    }, progressEveryMs);
    this.#loopDelay.enable();
    await runEngine({
      pool: this.#pool,
      record,
      callTimeoutMs: this.#profile.callTimeoutMs,
      judge: (result) => this.#judge.judge(result),
      onEnd: (call) => {
        if (!record.wasSent(call)) return;
        lag.record(record.lagMs(call));
        if (record.kind(call) === 'ok')
          latency.record((record.answeredMs[call] as number) - record.schedule.dueMs(call));
      },
      signal: this.#stop.signal,
    });
    this.#loopDelay.disable();
    clearInterval(progress);
    const judge = {
      judged: this.#judge.judged - (this.#profile.search ? brokenBefore.judged : 0),
      broken: this.#judge.broken - (this.#profile.search ? brokenBefore.broken : 0),
      breaches: this.#judge.breaches,
    };
    return gatherFacts(this.#profile, record, judge, signal?.aborted === true || this.#stop.signal.aborted);
  }

  /** Of a run that sent no load. */
  emptyFacts(): RunFacts {
    return gatherFacts(
      this.#profile,
      new RunRecord(createSchedule([])),
      this.#judge,
      this.#stop.signal.aborted,
    );
  }

  report(startedAt: Date, facts: RunFacts, capacity?: CapacityResult): LoadReport {
    const { record, timings } = facts;
    const { schedule, counts } = record;
    const judged = judgeRun(facts);
    const outcomes: Record<Outcome, number> = {
      ok: 0,
      rateLimited: 0,
      failed: 0,
      transportErrors: 0,
      contractViolations: 0,
    };
    for (const kind of answerKinds) {
      const { outcome } = meanings[kind];
      if (outcome !== undefined) outcomes[outcome] += counts[kind];
    }
    const seen = answerKinds.filter((kind) => kind !== 'pending' && counts[kind] > 0);
    const durationMs = facts.aborted
      ? Math.max(0, ...record.sentMs.subarray(0, record.due).filter((ms) => !Number.isNaN(ms)))
      : schedule.durationMs;
    const { verdict, reason } = this.#verdict(judged, capacity);
    return {
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
        count: record.due,
        ratePerSecond: durationMs === 0 ? 0 : Math.round((record.due / durationMs) * 100_000) / 100,
      },
      sent: {
        count: record.sentMs.filter((ms) => !Number.isNaN(ms)).length,
        lagMs: {
          p50: facts.lag.percentileMs('p50'),
          p99: facts.lag.percentileMs('p99'),
          max: facts.lag.maxMs,
        },
        unsent: counts.unsent + counts.unreachable,
        stages: timings,
        mostPer100Ms: mostSentIn(record, 100),
        mostPerSecond: mostSentIn(record, 1000),
        eventLoopDelayMs: {
          p99: milliseconds(this.#loopDelay.percentile(99)),
          max: milliseconds(this.#loopDelay.max),
        },
        faults: facts.timingFaults,
      },
      outcomes,
      answers: Object.fromEntries(seen.map((kind) => [kind, counts[kind]])) as Partial<
        Record<AnswerKind, number>
      >,
      perSecond: perSecond(record),
      latencyMs: facts.latency.summary(),
      refusedLatencyMs: facts.refusedLatency.summary(),
      serviceMs: facts.service.summary(),
      histograms: {
        latency: facts.latency.encoded(),
        refusedLatency: facts.refusedLatency.encoded(),
        service: facts.service.encoded(),
      },
      breaches: this.#judge.breaches,
      connections: {
        most: Math.max(this.#mostConnections, this.#pool.openCount),
        lost: this.#pool.connectionsLost,
      },
      limiter: inferLimiter(record, this.#startEpochMs, facts.timingFaults),
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
    await this.#pool.close();
  }

  #verdict(
    judged: ReturnType<typeof judgeRun>,
    capacity: CapacityResult | undefined,
  ): Pick<LoadReport, 'verdict' | 'reason'> {
    const { untrustedPeer } = this.#pool;
    if (untrustedPeer !== undefined) return { verdict: 'inconclusive', reason: untrustedPeer };
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
    const deadlineMs = performance.now() + this.#profile.callTimeoutMs;
    while (this.#pool.idleCount === 0) {
      const late = performance.now() > deadlineMs;
      const { connectFault } = this.#pool;
      if (late || this.#stop.signal.aborted || connectFault !== undefined)
        return { kind: 'reset', reason: connectFault ?? 'no connection could be made' };
      await sleep(5);
    }
    return new Promise((resolve) => {
      this.#pool.send(resolve);
      this.#stop.signal.addEventListener('abort', () =>
        resolve({ kind: 'reset', reason: 'the run was stopped' }),
      );
    });
  }
}

/** Ten digits, like every random number of a run, so that one can be written over another. */
const leastRandom = 1_000_000_000;
const marker = `random=${leastRandom}`;

/** The call with a random number of its own (C2). */
function withNewRandom(template: Buffer): Buffer {
  const bytes = Buffer.from(template);
  const at = bytes.indexOf(marker, 0, 'latin1');
  if (at >= 0) bytes.write(String(randomInt(leastRandom, 2 ** 32)), at + 'random='.length, 'latin1');
  return bytes;
}

function expectAllowed({ url }: Target, profile: Profile, consent: string | undefined): void {
  const schedule = createSchedule(profile.stages);
  if (schedule.calls > mostCalls)
    throw new UsageError(`the load has ${schedule.calls} calls; at most ${mostCalls} can be kept on record`);
  if (isLoopback(url)) return;
  const above =
    profile.search !== undefined ||
    profile.stages.some((stage) => peakRate(stage) > profile.ceilingPerSecond);
  if (!above && schedule.calls <= callsWithoutConsent) return;
  if (consent === url.hostname) return;
  const what = above ? 'calls above the ceiling' : `${schedule.calls} calls`;
  const given = consent === undefined ? '' : `, not ${consent.slice(0, 100)}`;
  throw new UsageError(
    `profile ${profile.name} sends ${what} to ${url.hostname}, which may be in use by others; if you may do that, say --consent ${url.hostname}${given}`,
  );
}

function perSecond(record: RunRecord): SecondOfLoad[] {
  const seconds: SecondOfLoad[] = [];
  const latencies: LatencyHistogram[] = [];
  for (let call = 0; call < record.due; call += 1) {
    if (!record.wasSent(call)) continue;
    const second = Math.max(0, Math.floor((record.sentMs[call] as number) / 1000));
    while (seconds.length <= second) {
      const none = { p50: null, p99: null, max: null };
      seconds.push({ second: seconds.length, sent: 0, ok: 0, rateLimited: 0, latencyMs: none, lagMaxMs: 0 });
      latencies.push(new LatencyHistogram());
    }
    const row = seconds[second] as SecondOfLoad;
    row.sent += 1;
    row.lagMaxMs = Math.max(row.lagMaxMs, record.lagMs(call));
    const { outcome, admission } = meanings[record.kind(call)];
    if (outcome === 'ok' || outcome === 'rateLimited') row[outcome] += 1;
    const answeredMs = record.answeredMs[call] as number;
    if (admission !== 'refused' && !Number.isNaN(answeredMs))
      latencies[second]?.record(answeredMs - record.schedule.dueMs(call));
  }
  for (const [second, row] of seconds.entries()) {
    const { p50, p99, max } = (latencies[second] as LatencyHistogram).summary();
    row.latencyMs = { p50, p99, max };
  }
  return seconds;
}

function milliseconds(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? Math.round(nanoseconds / 1e3) / 1e3 : 0;
}
