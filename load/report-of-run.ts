import type { CapacityResult } from './judge/capacity.ts';
import { inferLimiter } from './judge/infer-limiter.ts';
import type { LoadFacts } from './judge/load-facts.ts';
import type { RunTally } from './judge/run-tally.ts';
import { judgeRun } from './judge/verdict.ts';
import type { LoadReport } from './load-report.ts';
import { type AnswerKind, answerKinds, meanings, type OutcomeGroup } from './record/answer-kind.ts';
import type { RecordHeader, SenderFacts } from './record/record-parts.ts';

/** Everything that a report is made of. */
export interface FinishedRun {
  target: RecordHeader['target'];
  /** Of a capacity search: those of the rate that the verdict rests on. */
  facts: LoadFacts;
  /** What each sender saw. */
  senders: readonly SenderFacts[];
  /** How often the profile was run, this time included. */
  attempts: number;
  startedAt: Date;
  /** When the schedule started, on the Unix clock, in ms. */
  startEpochMs: number;
  /** Why a peer was not trusted; undefined when every certificate verified. */
  untrustedPeer: string | undefined;
  /** Of a capacity search. */
  capacity: CapacityResult | undefined;
}

/**
 * Judges a finished run (L1 to L8) and assembles its report.
 * @param readLimiter what tests replace, as it takes the longest
 */
export function reportOfRun(run: FinishedRun, readLimiter = inferLimiter): LoadReport {
  const { target, facts, senders, attempts, startedAt, startEpochMs, capacity } = run;
  const { profile, tally, timings } = facts;
  const judged = judgeRun(facts, target.edition);
  const durationMs = facts.aborted ? tally.lastSentMs : (tally.stages.at(-1)?.planned.endMs ?? 0);
  return {
    schemaVersion: 1,
    ...verdictOf(run, judged),
    profile: profile.name,
    description: profile.description,
    ceilingPerSecond: profile.ceilingPerSecond,
    target: { url: target.url, edition: target.edition, embedded: target.embedded },
    startedAt: startedAt.toISOString(),
    durationMs: Math.round(durationMs),
    attempts,
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
        p99: Math.max(...senders.map(({ loopDelayMs }) => loopDelayMs.p99)),
        max: Math.max(...senders.map(({ loopDelayMs }) => loopDelayMs.max)),
      },
      faults: facts.timingFaults,
    },
    outcomes: outcomesOf(tally),
    answers: answersOf(tally),
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
      most: sum(senders.map(({ connections }) => connections.max)),
      lost: sum(senders.map(({ connections }) => connections.lost)),
    },
    limiter: readLimiter(tally.decisions, startEpochMs, facts.timingFaults.length > 0),
    ...(capacity && {
      capacity: {
        sustainedPerSecond: capacity.best?.ratePerSecond ?? null,
        limitedBy: capacity.limitedBy,
        steps: capacity.steps,
      },
    }),
  };
}

/** The verdict of the checks, unless the peer or a capacity search decides. */
function verdictOf(
  { untrustedPeer, capacity }: FinishedRun,
  judged: ReturnType<typeof judgeRun>,
): Pick<LoadReport, 'verdict' | 'reason'> {
  const { verdict, reason } = judged;
  if (untrustedPeer !== undefined) return { verdict: 'inconclusive', reason: untrustedPeer };
  if (capacity === undefined || verdict === 'fail') return { verdict, reason };
  if (capacity.best === null) {
    const byHarness = capacity.last.timingFaults.length > 0 || capacity.last.aborted;
    return {
      verdict: byHarness ? 'inconclusive' : 'fail',
      reason: `no rate was sustained: ${capacity.limitedBy}`,
    };
  }
  if (verdict !== 'pass') return { verdict, reason };
  return {
    verdict,
    reason: `${capacity.best.ratePerSecond} calls a second were sustained; what stopped there: ${capacity.limitedBy}`,
  };
}

function outcomesOf(tally: RunTally): Record<OutcomeGroup, number> {
  const outcomes = { ok: 0, rateLimited: 0, failed: 0, transportErrors: 0, contractViolations: 0 };
  for (const kind of answerKinds) {
    const { outcome } = meanings[kind];
    if (outcome !== undefined) outcomes[outcome] += tally.count(kind);
  }
  return outcomes;
}

function answersOf(tally: RunTally): Partial<Record<AnswerKind, number>> {
  const seen = answerKinds.filter((kind) => kind !== 'pending' && tally.count(kind) > 0);
  return Object.fromEntries(seen.map((kind) => [kind, tally.count(kind)]));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
