import type { Breach } from './judge/answer-judge.ts';
import type { CapacityStep } from './judge/capacity.ts';
import type { CheckResult, Verdict } from './judge/check-result.ts';
import type { LimiterReading } from './judge/infer-limiter.ts';
import type { StageTiming } from './judge/load-facts.ts';
import type { SecondOfLoad } from './judge/run-tally.ts';
import type { LatencySummary } from './latency.ts';
import type { AnswerKind, OutcomeGroup } from './record/answer-kind.ts';

/** `load-PROFILE.json`. Times in ms; latency counts from the moment a call was due. */
export interface LoadReport {
  /** Changes with what a reader relied on; new properties do not change it. */
  schemaVersion: 1;
  verdict: Verdict;
  /** One sentence for a reader: what the verdict rests on. */
  reason: string;
  profile: string;
  /** The profile's own words on what it is for. */
  description: string;
  /** The profile's: what the load is held against. */
  ceilingPerSecond: number;
  target: { url: string; edition: string; embedded: boolean };
  startedAt: string;
  durationMs: number;
  /** How often the profile was run until the harness kept its schedule; this is the record of the last. */
  attempts: number;
  checks: CheckResult[];
  offered: { count: number; ratePerSecond: number };
  sent: {
    count: number;
    lagMs: { p50: number | null; p99: number | null; max: number | null };
    unsent: number;
    stages: StageTiming[];
    /** Most calls sent in any 100 ms and in any second: even, when near the rate. */
    mostPer100Ms: number;
    mostPerSecond: number;
    eventLoopDelayMs: { p99: number; max: number };
    /** How the harness was later than the profile tolerates; empty when it kept its schedule. */
    faults: string[];
  };
  outcomes: Record<OutcomeGroup, number>;
  answers: Partial<Record<AnswerKind, number>>;
  perSecond: SecondOfLoad[];
  /** Of all calls but refused ones; a call without an answer counts with the time until it was given up. */
  latencyMs: LatencySummary;
  refusedLatencyMs: LatencySummary;
  /** From the sending itself. */
  serviceMs: LatencySummary;
  /** The three above in full, in HdrHistogram's compressed format (V2, base64), of microseconds. */
  histograms: { latency: string; refusedLatency: string; service: string };
  breaches: Breach[];
  connections: { most: number; lost: number };
  limiter: LimiterReading | null;
  /** Of a capacity search. */
  capacity?: { sustainedPerSecond: number | null; limitedBy: string; steps: CapacityStep[] };
}
