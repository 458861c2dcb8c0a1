import { createLimiter, type LimiterKind } from '../../reference/limiter.ts';
import type { Decision } from './run-tally.ts';

/** The limiter that a run shows. Rates in calls per second. */
export interface LimiterReading {
  kind: Exclude<LimiterKind, 'none'> | 'unknown';
  ceilingPerSecond: number | null;
  /** How many calls the limiter admits at once after a quiet time; null where the run does not show it. */
  burst: number | null;
  /** Where in the Unix clock's second a window begins, in ms; null for kinds whose windows do not follow the clock. */
  windowPhaseMs: number | null;
  /** Length of a window, where it is not a second. */
  windowMs?: number;
  evidence: string;
}

type CandidateKind = Exclude<LimiterKind, 'none'>;
type Candidate = {
  kind: CandidateKind;
  ceilingPerSecond: number;
  burst?: number;
  phaseMs?: number;
  windowMs?: number;
};

/** Calls in the order in which a reading of the record has them decided. */
interface Arrivals {
  atMs: Float64Array;
  /** 1 for an admitted call, 0 for a refused one. */
  admitted: Uint8Array;
}

interface Fit {
  candidate: Candidate;
  /** Mean difference between the numbers of calls that the replayed limiter and the target have admitted, over all calls. */
  distance: number;
  /** The same, counted over the last `inShort` calls alone. */
  shortDistance: number;
}

const inShort = 10;
/** Replays begin past the start of the limiter's clock, so that phases count windows from a positive time. */
const clockStartMs = 1e6;

/** With fewer refusals, no pattern shows. */
const minRefusals = 50;
/**
 * A kind explains a run when its number of admitted calls differs by at most this on average. On a busy machine every kind
 * differs by more: there, a kind explains a run when it differs by at most `fairFit` and every other kind by `timesWorse`
 * as much.
 */
const goodFit = 6;
const fairFit = 15;
const timesWorse = 2.5;
/** A kind is the only explanation when every other kind differs by this much more. */
const clearlyWorse = 3;
/** Or when every other kind differs by this much more over a few calls in a row. */
const clearlyWorseInShort = 0.5;
/** Where a kind fits this well, the second reading of arrivals is not tried. */
const perfectFit = 1;

/**
 * Names the limiter that would have decided as the target did. Every kind is replayed over the recorded calls, with its
 * ceiling, burst and phase fitted. The kind whose number of admitted calls stays nearest is named if all others are clearly
 * worse. The record does not show at which moment between sending and answer a call was decided: of two readings
 * (`arrivalsOf`), the one that a kind explains better counts.
 * @param startEpochMs when the run's clock was 0, in ms of the Unix epoch
 * @param late the harness fell behind its schedule. Answers may have been read late as well, which still shows the kind but
 * distorts its figures, so they are null
 * @returns null when nothing was refused
 */
export function inferLimiter(
  decided: readonly Decision[],
  startEpochMs: number,
  late = false,
): LimiterReading | null {
  const refusals = decided.filter(({ admitted }) => !admitted).length;
  if (refusals === 0) return null;
  const unknown = (evidence: string, ceilingPerSecond: number | null = null): LimiterReading => ({
    kind: 'unknown',
    ceilingPerSecond,
    burst: null,
    windowPhaseMs: null,
    evidence,
  });
  if (refusals < minRefusals) return unknown(`only ${refusals} calls were refused`);

  let fits: Fit[] = [];
  for (const arrivals of arrivalsOf(decided)) {
    const these = families.map((family) => bestFit(family, arrivals)).sort((a, b) => a.distance - b.distance);
    if (fits[0] === undefined || (these[0] as Fit).distance < fits[0].distance) fits = these;
    if ((fits[0] as Fit).distance < perfectFit) break;
  }
  const [best, next, ...others] = fits as [Fit, Fit, ...Fit[]];
  const { kind, phaseMs, windowMs = 1000 } = best.candidate;
  // A window holds a whole number of calls: all ceilings between two such numbers are the same limiter.
  const inWindow = Math.floor((best.candidate.ceilingPerSecond * windowMs) / 1000);
  const ceilingPerSecond = (inWindow * 1000) / windowMs;
  const comparison = `replayed over ${decided.length} calls, a ${inWords(best.candidate)} of ${ceilingPerSecond}/s differs by ${best.distance.toFixed(1)} calls on average, the next kind (${inWords(next.candidate)}) by ${next.distance.toFixed(1)}`;
  const stands = best.distance <= fairFit && next.distance > best.distance * timesWorse;
  if (best.distance > goodFit && !stands) return unknown(`no kind explains the run: ${comparison}`);
  if (![next, ...others].every((fit) => isClearlyWorse(fit, best)))
    return unknown(
      `two kinds explain the run, and the profile 'limiter' parts more of them: ${comparison}`,
      late ? null : ceilingPerSecond,
    );
  if (late) {
    const evidence = `${comparison}; its figures are not told, as the harness was late`;
    return { kind, ceilingPerSecond: null, burst: null, windowPhaseMs: null, evidence };
  }
  const clocked = kind === 'fixed-window' || kind === 'sliding-counter';
  return {
    kind,
    ceilingPerSecond,
    burst: kind === 'spacing' ? 1 : (best.candidate.burst ?? inWindow),
    windowPhaseMs: clocked ? Math.round(modulo(startEpochMs + (phaseMs ?? 0), windowMs)) : null,
    ...(windowMs !== 1000 && { windowMs }),
    evidence: comparison,
  };
}

function inWords({ kind, windowMs = 1000 }: Candidate): string {
  return windowMs === 1000 ? kind : `${kind} of ${windowMs} ms`;
}

/** Over the whole run, or over few calls in a row, which tells small windows from small buckets. */
function isClearlyWorse(fit: Fit, best: Fit): boolean {
  return (
    fit.distance >= best.distance + clearlyWorse ||
    fit.shortDistance > best.shortDistance * timesWorse + clearlyWorseInShort
  );
}

/** Calls sent at least this far apart were sent in different turns of the event loop. */
const oneTurnMs = 2;

/**
 * Two readings of when calls were decided. Either each call was decided right after it was sent: the service takes its time
 * afterwards. Or it was not decided before the harness last looked for answers and found none: the target, or the way to
 * it, stood still.
 */
function arrivalsOf(decided: readonly Decision[]): Arrivals[] {
  const calls = [...decided].sort((a, b) => a.sentMs - b.sentMs);
  const sentMs = (index: number) => (calls[index] as Decision).sentMs;
  const halfTripMs = Math.min(...calls.map((call) => call.answeredMs - call.sentMs)) / 2;
  const sent = calls.map(({ admitted }, index) => ({ atMs: sentMs(index) + halfTripMs, admitted }));
  const held = calls.map(({ answeredMs, admitted }, index) => {
    let last = index;
    while (last + 1 < calls.length && sentMs(last + 1) < answeredMs) last += 1;
    // The harness looks for answers between two sendings, unless both happen in one turn of the event loop.
    let looked = last;
    while (looked > index && sentMs(looked) > sentMs(last) - oneTurnMs) looked -= 1;
    return { atMs: sentMs(looked) + halfTripMs, admitted };
  });
  return [sent, held.sort((a, b) => a.atMs - b.atMs)].map((arrivals) => ({
    atMs: Float64Array.from(arrivals, ({ atMs }) => atMs),
    admitted: Uint8Array.from(arrivals, ({ admitted }) => Number(admitted)),
  }));
}

/** @param beat a distance: the replay ends once it is exceeded */
function fitOf(
  candidate: Candidate,
  { atMs, admitted }: Arrivals,
  beat: number = Number.POSITIVE_INFINITY,
): Fit {
  const limiter = createLimiter(candidate);
  const calls = atMs.length;
  const before = new Int32Array(inShort);
  let difference = 0;
  let total = 0;
  let shortTotal = 0;
  // Counted by index, as this loop runs millions of times.
  for (let index = 0; index < calls; index += 1) {
    const admits = limiter.admit((atMs[index] as number) + clockStartMs, 0) ? 1 : 0;
    difference += admits - (admitted[index] as number);
    total += Math.abs(difference);
    if (total > beat * calls) return { candidate, distance: Number.POSITIVE_INFINITY, shortDistance: 0 };
    const slot = index % inShort;
    shortTotal += Math.abs(difference - (before[slot] as number));
    before[slot] = difference;
  }
  const divisor = Math.max(1, calls);
  return { candidate, distance: total / divisor, shortDistance: shortTotal / divisor };
}

/** A first guess at the ceiling: the median of the calls admitted in each second that saw refusals. */
function ceilingGuess({ atMs, admitted }: Arrivals): number {
  const seconds = new Map<number, { admitted: number; refused: number }>();
  for (const [index, ms] of atMs.entries()) {
    const second = Math.floor(ms / 1000);
    const counts = seconds.get(second) ?? { admitted: 0, refused: 0 };
    if (admitted[index] === 1) counts.admitted += 1;
    else counts.refused += 1;
    seconds.set(second, counts);
  }
  const guesses = [...seconds.values()].filter(({ refused }) => refused > 0).map((counts) => counts.admitted);
  guesses.sort((a, b) => a - b);
  return Math.max(1, guesses[guesses.length >> 1] ?? 1);
}

/** The candidates of one search: a kind, and coarse values to start from for each parameter besides its ceiling. */
interface Family {
  kind: CandidateKind;
  windowMs?: number[];
  /** Where windows begin, as a share of a window. */
  phase?: number[];
  burst?: number[];
}

const inSteps = (count: number) => Array.from({ length: count }, (_, n) => n / count);

const families: readonly Family[] = [
  { kind: 'fixed-window', phase: inSteps(40) },
  { kind: 'fixed-window', windowMs: [500, 250, 200, 100], phase: inSteps(20) },
  { kind: 'first-call-window' },
  // A counter's ceiling and phase compensate for each other: from a coarser grid the search ends in the wrong minimum.
  { kind: 'sliding-counter', phase: inSteps(80) },
  { kind: 'sliding-window' },
  { kind: 'token-bucket', burst: [2, 5, 10, 20, 40, 70, 100, 150, 200, 250, 300, 400, 600, 1000] },
  { kind: 'spacing' },
];

/** Shares of the guessed ceiling to start from: in a second with a burst or a pause, the guess is wrong. */
const ceilingShares = [
  1, 0.98, 1.02, 0.96, 1.04, 0.94, 1.06, 0.92, 1.08, 0.9, 1.1, 0.85, 0.8, 0.75, 0.7, 1.2,
];
const turns = [-1, 0, 1];
/** A bucket's rate and size compensate for each other, several tokens for each call per second: steps must follow that. */
const otherTurns = [-3, -2, -1, 0, 1, 2, 3];
const steps = { ceilingPerSecond: [8, 4, 2, 1], phaseMs: [12, 6, 3, 1], burst: [16, 8, 3, 1] };

/** The best fit of one family: the best of a coarse grid, improved in ever smaller steps of each parameter. */
function bestFit(family: Family, arrivals: Arrivals): Fit {
  const guess = ceilingGuess(arrivals);
  const { kind, windowMs: windows = [1000], phase: phases, burst: bursts } = family;
  const grid: Candidate[] = ceilingShares.flatMap((share) => {
    const base = { kind, ceilingPerSecond: Math.max(1, Math.round(guess * share)) };
    if (phases)
      return windows.flatMap((windowMs) =>
        phases.map((phase) => ({ ...base, windowMs, phaseMs: phase * windowMs })),
      );
    if (bursts) return bursts.map((burst) => ({ ...base, burst }));
    return [base];
  });
  let best: Fit = { candidate: grid[0] as Candidate, distance: Number.POSITIVE_INFINITY, shortDistance: 0 };
  const consider = (candidate: Candidate) => {
    const fit = fitOf(candidate, arrivals, best.distance);
    if (fit.distance < best.distance) best = fit;
  };
  for (const candidate of grid) consider(candidate);
  for (let level = 0; level < steps.burst.length; level += 1) {
    for (let before = Number.POSITIVE_INFINITY; best.distance < before; ) {
      before = best.distance;
      const { candidate } = best;
      const at = (name: keyof typeof steps, turn: number) => turn * (steps[name][level] as number);
      for (const ceilingTurn of turns) {
        for (const otherTurn of otherTurns) {
          const { ceilingPerSecond, windowMs = 1000, phaseMs, burst } = candidate;
          consider({
            kind,
            ceilingPerSecond: Math.max(1, ceilingPerSecond + at('ceilingPerSecond', ceilingTurn)),
            windowMs,
            ...(phaseMs !== undefined && { phaseMs: modulo(phaseMs + at('phaseMs', otherTurn), windowMs) }),
            ...(burst !== undefined && { burst: Math.max(1, burst + at('burst', otherTurn)) }),
          });
        }
      }
    }
  }
  return best;
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
