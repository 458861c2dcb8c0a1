/**
 * One stage of a load. Rates in calls per second, durations in seconds.
 * - constant: N(t) = r·t calls by t, evenly spaced
 * - ramp: the rate changes linearly from `fromRatePerSecond` to `ratePerSecond`; N(t) = r0·t + (r1 − r0)·t²/2d
 * - step: the same change in `steps` equal stretches of constant rate: the first at `fromRatePerSecond`, the last at `ratePerSecond`
 * - burst: `calls` at once at its start
 * - pause: none
 */
export type Stage = { name?: string; durationSeconds: number } & (
  | { kind: 'constant'; ratePerSecond: number }
  | { kind: 'ramp'; fromRatePerSecond: number; ratePerSecond: number }
  | { kind: 'step'; fromRatePerSecond: number; ratePerSecond: number; steps: number }
  | { kind: 'burst'; calls: number }
  | { kind: 'pause' }
);

/** A stage on the schedule's clock. The calls `firstCall` to `firstCall + calls - 1` are due in it. */
export interface PlannedStage {
  name: string;
  stage: Stage;
  startMs: number;
  endMs: number;
  firstCall: number;
  calls: number;
}

/** When each call of a load is due. */
export interface Schedule {
  stages: readonly PlannedStage[];
  calls: number;
  durationMs: number;
  /** When call n, counted from 0, is due, in ms from the start. Each is computed by itself, so nothing drifts. */
  dueMs(n: number): number;
}

export function createSchedule(stages: readonly Stage[]): Schedule {
  const segments: Segment[] = [];
  const planned: PlannedStage[] = [];
  let startMs = 0;
  let calls = 0;
  for (const [index, stage] of stages.entries()) {
    const firstCall = calls;
    const stageStartMs = startMs;
    for (const part of partsOf(stage)) {
      const segment = { ...part, startMs, firstCall: calls };
      segments.push(segment);
      startMs += part.durationMs;
      calls += part.calls;
    }
    planned.push({
      name: stage.name ?? `stage ${index + 1}`,
      stage,
      startMs: stageStartMs,
      endMs: startMs,
      firstCall,
      calls: calls - firstCall,
    });
  }
  return {
    stages: planned,
    calls,
    durationMs: startMs,
    dueMs(n) {
      const segment = segmentOf(segments, n);
      return segment.startMs + segment.offsetMs(n - segment.firstCall);
    },
  };
}

/** The highest rate of a stage, in calls per second; infinite for a burst. */
export function peakRate(stage: Stage): number {
  switch (stage.kind) {
    case 'constant':
      return stage.ratePerSecond;
    case 'ramp':
    case 'step':
      return Math.max(stage.fromRatePerSecond, stage.ratePerSecond);
    case 'burst':
      return Number.POSITIVE_INFINITY;
    case 'pause':
      return 0;
  }
}

/** A stretch of a stage with a closed formula for the due time of its k-th call, in ms from its start. */
interface Part {
  durationMs: number;
  calls: number;
  offsetMs(k: number): number;
}
type Segment = Part & { startMs: number; firstCall: number };

function partsOf(stage: Stage): Part[] {
  const { durationSeconds } = stage;
  switch (stage.kind) {
    case 'constant':
      return [evenPart(stage.ratePerSecond, durationSeconds)];
    case 'ramp':
      return [rampPart(stage.fromRatePerSecond, stage.ratePerSecond, durationSeconds)];
    case 'step': {
      const { fromRatePerSecond: from, ratePerSecond: to, steps } = stage;
      return Array.from({ length: steps }, (_, step) =>
        evenPart(from + ((to - from) * step) / Math.max(1, steps - 1), durationSeconds / steps),
      );
    }
    case 'burst':
      return [{ durationMs: durationSeconds * 1000, calls: stage.calls, offsetMs: () => 0 }];
    case 'pause':
      return [{ durationMs: durationSeconds * 1000, calls: 0, offsetMs: () => 0 }];
  }
}

function evenPart(ratePerSecond: number, durationSeconds: number): Part {
  return {
    durationMs: durationSeconds * 1000,
    calls: wholeCalls(ratePerSecond * durationSeconds),
    offsetMs: (k) => (k * 1000) / ratePerSecond,
  };
}

function rampPart(from: number, to: number, durationSeconds: number): Part {
  if (from === to) return evenPart(to, durationSeconds);
  // t(k) solves k = from·t + growth·t²/2, in the form without cancellation for small growth.
  const growth = (to - from) / durationSeconds;
  return {
    durationMs: durationSeconds * 1000,
    calls: wholeCalls(((from + to) / 2) * durationSeconds),
    offsetMs: (k) =>
      k === 0 ? 0 : (2000 * k) / (from + Math.sqrt(Math.max(0, from * from + 2 * growth * k))),
  };
}

/** How many calls are due before the end: 0, 1, … below the expected number. A rounding error above an integer adds none. */
function wholeCalls(expected: number): number {
  return Math.ceil(expected - 1e-9);
}

function segmentOf(segments: readonly Segment[], n: number): Segment {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((segments[middle] as Segment).firstCall <= n) low = middle;
    else high = middle - 1;
  }
  // An empty segment begins at the same call as its successor, so the last one that matches holds the call.
  return segments[low] as Segment;
}
