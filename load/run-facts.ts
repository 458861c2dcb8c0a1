import type { AnswerJudge } from './answer-judge.ts';
import { meanings } from './answer-kind.ts';
import { LatencyHistogram } from './latency.ts';
import type { StageTiming } from './load-report.ts';
import type { Profile } from './profile.ts';
import { fastestServiceMs } from './rightful-refusals.ts';
import type { RunRecord } from './run-record.ts';
import { type PlannedStage, peakRate } from './schedule.ts';

/** What a stage asks of the target: no more than the ceiling, more, all at once, or nothing. */
export type Pressure = 'within' | 'excess' | 'burst' | 'none';

export function pressureOf({ stage }: PlannedStage, ceilingPerSecond: number): Pressure {
  if (stage.kind === 'pause') return 'none';
  if (stage.kind === 'burst') return stage.calls > ceilingPerSecond ? 'excess' : 'burst';
  return peakRate(stage) > ceilingPerSecond ? 'excess' : 'within';
}

/** What the checks judge: a finished run, and how well the harness kept its own schedule. */
export interface RunFacts {
  profile: Profile;
  record: RunRecord;
  judge: Pick<AnswerJudge, 'judged' | 'broken' | 'breaches'>;
  timings: StageTiming[];
  /** Where the harness was later than the profile tolerates; empty when it kept its schedule. */
  timingFaults: string[];
  /** All calls but refused ones, and those of them in stages within the ceiling. */
  latency: LatencyHistogram;
  latencyWithin: LatencyHistogram;
  refusedLatency: LatencyHistogram;
  service: LatencyHistogram;
  lag: LatencyHistogram;
  /** How much later than the fastest, at the 90th and 99th percentile, calls were answered: the jitter of the way. */
  jitterMs: { p90: number; p99: number };
  aborted: boolean;
}

export function gatherFacts(
  profile: Profile,
  record: RunRecord,
  judge: RunFacts['judge'],
  aborted: boolean,
): RunFacts {
  const latency = new LatencyHistogram();
  const latencyWithin = new LatencyHistogram();
  const refusedLatency = new LatencyHistogram();
  const service = new LatencyHistogram();
  const lag = new LatencyHistogram();
  const timings: StageTiming[] = [];
  const timingFaults: string[] = [];
  const { sendLagP99Ms, sendLagMaxMs } = profile.tolerances;
  for (const planned of record.schedule.stages) {
    const within = pressureOf(planned, profile.ceilingPerSecond) === 'within';
    const stageLag = new LatencyHistogram();
    let unsent = 0;
    const end = Math.min(planned.firstCall + planned.calls, record.due);
    for (let call = planned.firstCall; call < end; call += 1) {
      const kind = record.kind(call);
      if (kind === 'unsent') unsent += 1;
      const answeredMs = record.answeredMs[call] as number;
      if (record.wasSent(call)) {
        stageLag.record(record.lagMs(call));
        lag.record(record.lagMs(call));
        if (!Number.isNaN(answeredMs)) service.record(answeredMs - (record.sentMs[call] as number));
      }
      if (Number.isNaN(answeredMs) || kind === 'unsent') continue;
      const latencyMs = answeredMs - record.schedule.dueMs(call);
      if (meanings[kind].admission === 'refused') refusedLatency.record(latencyMs);
      else {
        latency.record(latencyMs);
        if (within) latencyWithin.record(latencyMs);
      }
    }
    const lagMs = {
      p50: stageLag.percentileMs('p50'),
      p99: stageLag.percentileMs('p99'),
      max: stageLag.maxMs,
    };
    timings.push({ stage: planned.name, calls: end - planned.firstCall, unsent, lagMs });
    const late = (name: string, ms: number, tolerated: number) =>
      timingFaults.push(
        `stage '${planned.name}' was sent late: ${name} ${ms.toFixed(1)} ms, tolerated ${tolerated} ms`,
      );
    if ((lagMs.p99 ?? 0) > sendLagP99Ms) late('p99', lagMs.p99 as number, sendLagP99Ms);
    else if ((lagMs.max ?? 0) > sendLagMaxMs) late('at most', lagMs.max as number, sendLagMaxMs);
    if (unsent > 0) timingFaults.push(`stage '${planned.name}': ${unsent} calls found no connection`);
  }
  const fastestMs = fastestServiceMs(record);
  const beyond = (ms: number | null) => Math.max(0, (ms ?? service.maxMs ?? 0) - fastestMs);
  return {
    profile,
    record,
    judge,
    timings,
    timingFaults,
    latency,
    latencyWithin,
    refusedLatency,
    service,
    lag,
    jitterMs: { p90: beyond(service.percentileMs('p90')), p99: beyond(service.percentileMs('p99')) },
    aborted,
  };
}

/** Most calls sent in any stretch of `windowMs`. */
export function mostSentIn(record: RunRecord, windowMs: number): number {
  const sent = record.sentMs.filter((ms) => !Number.isNaN(ms)).sort();
  let most = 0;
  let first = 0;
  for (let last = 0; last < sent.length; last += 1) {
    while ((sent[last] as number) - (sent[first] as number) >= windowMs) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
