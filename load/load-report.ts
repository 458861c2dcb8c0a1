import type { CapacityStep } from './judge/capacity.ts';
import type { CheckResult, Verdict } from './judge/check-result.ts';
import type { LimiterReading } from './judge/infer-limiter.ts';
import type { Breach } from './judge/judged-answers.ts';
import type { StageTiming } from './judge/load-facts.ts';
import type { SecondOfLoad } from './judge/run-tally.ts';
import type { LatencySummary } from './latency.ts';
import type { AnswerKind, OutcomeGroup } from './record/answer-kind.ts';

/** The report `load-PROFILE.json`. Times in ms; latency counts from the moment a call was due. */
export interface LoadReport {
  /** Changes when something that readers rely on changes; new properties do not change it. */
  schemaVersion: 1;
  verdict: Verdict;
  /** One sentence: why this verdict. */
  reason: string;
  profile: string;
  /** The profile's description of its purpose. */
  description: string;
  /** The profile's ceiling, by which the load is judged. */
  ceilingPerSecond: number;
  target: { url: string; edition: string; embedded: boolean };
  startedAt: string;
  durationMs: number;
  /** How often the profile was run until the harness kept its schedule. The report is of the last run. */
  attempts: number;
  checks: CheckResult[];
  offered: { count: number; ratePerSecond: number };
  sent: {
    count: number;
    lagMs: { p50: number | null; p99: number | null; max: number | null };
    unsent: number;
    stages: StageTiming[];
    /** The largest number of calls sent in any 100 ms and in any second. Near the rate, the sending was even. */
    mostPer100Ms: number;
    mostPerSecond: number;
    eventLoopDelayMs: { p99: number; max: number };
    /** Where the harness was later than the profile tolerates; empty when it kept its schedule. */
    faults: string[];
  };
  outcomes: Record<OutcomeGroup, number>;
  answers: Partial<Record<AnswerKind, number>>;
  perSecond: SecondOfLoad[];
  /** Latency of all calls that were not refused. A call without an answer counts with the time until it was given up. */
  latencyMs: LatencySummary;
  refusedLatencyMs: LatencySummary;
  /** From actual send time. */
  serviceMs: LatencySummary;
  /** The full histograms of the three summaries above, in HdrHistogram's compressed format (V2, base64), in microseconds. */
  histograms: { latency: string; refusedLatency: string; service: string };
  breaches: Breach[];
  connections: { most: number; lost: number };
  limiter: LimiterReading | null;
  /** Result of a capacity search. */
  capacity?: { sustainedPerSecond: number | null; limitedBy: string; steps: CapacityStep[] };
}
