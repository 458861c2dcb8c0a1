import { createLimiter, type LimiterKind } from '../../reference/limiter.ts';
import type { Decision } from './run-tally.ts';

export interface LimiterReading {
  kind: Exclude<LimiterKind, 'none'> | 'unknown';
  ceilingPerSecond: number | null;
  /** How many calls at once after a quiet time; null where the kind alone does not tell. */
  burst: number | null;
  /** Where in the Unix clock's second a window begins; null for kinds without windows of the clock. */
  windowPhaseMs: number | null;
  /** How long a window is, where that is not a second. */
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

/** A call as the replay takes it. */
interface Arrival {
  atMs: number;
  admitted: boolean;
}

interface Fit {
  candidate: Candidate;
  /** Mean distance between the counts of admitted calls, the replayed limiter's and the target's, over all calls. */
  distance: number;
  /** Mean distance of what both admitted of as many calls in a row as `inShort`. */
  shortDistance: number;
}

const inShort = 10;

/** Fewer refusals than this show no pattern. */
const minRefusals = 50;
/**
 * A kind explains a run when its count of admitted calls is off by no more than this on average; on a busy machine, where
 * every kind is off by more, also when it is off by no more than `fairFit` and every other by so many times as much.
 */
const goodFit = 6;
const fairFit = 15;
const timesWorse = 2.5;
/** And it is the only explanation when every other kind is off by so much more. */
const clearlyWorse = 3;
/** Or when, of a few calls in a row, it admits another number by so much more. */
const clearlyWorseInShort = 0.5;
/** A reading of the times by which a kind explains a run so well needs no other beside it. */
const perfectFit = 1;

/**
 * Which limiter would have decided as the target did: every kind is replayed over the recorded calls, with its ceiling,
 * burst and phase fitted, and the one whose count of admitted calls stays nearest is named, if the others are clearly worse.
 * When in the time between sending and answer a call was decided is not known: of two readings (`arrivalsOf`) the one counts
 * that a kind explains better.
 * @param startEpochMs when the run's clock was 0, in ms of the Unix epoch
 * @param late the harness fell behind its schedule: answers may then have been read late as well, which leaves the kind to be
 * seen, but bends its figures, so that those are not told
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
  // Windows hold whole calls: ceilings between those counts are the same limiter.
  const inWindow = Math.floor((best.candidate.ceilingPerSecond * windowMs) / 1000);
  const ceilingPerSecond = (inWindow * 1000) / windowMs;
  const told = `replayed over ${decided.length} calls, a ${inWords(best.candidate)} of ${ceilingPerSecond}/s differs by ${best.distance.toFixed(1)} calls on average, the next kind (${inWords(next.candidate)}) by ${next.distance.toFixed(1)}`;
  const stands = best.distance <= fairFit && next.distance > best.distance * timesWorse;
  if (best.distance > goodFit && !stands) return unknown(`no kind explains the run: ${told}`);
  if (![next, ...others].every((fit) => isClearlyWorse(fit, best)))
    return unknown(
      `two kinds explain the run, and the profile 'limiter' parts more of them: ${told}`,
      late ? null : ceilingPerSecond,
    );
  if (late) {
    const evidence = `${told}; its figures are not told, as the harness was late`;
    return { kind, ceilingPerSecond: null, burst: null, windowPhaseMs: null, evidence };
  }
  const clocked = kind === 'fixed-window' || kind === 'sliding-counter';
  return {
    kind,
    ceilingPerSecond,
    burst: kind === 'spacing' ? 1 : (best.candidate.burst ?? inWindow),
    windowPhaseMs: clocked ? Math.round(modulo(startEpochMs + (phaseMs ?? 0), windowMs)) : null,
    ...(windowMs !== 1000 && { windowMs }),
    evidence: told,
  };
}

function inWords({ kind, windowMs = 1000 }: Candidate): string {
  return windowMs === 1000 ? kind : `${kind} of ${windowMs} ms`;
}

/** In the long run, or, which tells small windows from small buckets, within few calls. */
function isClearlyWorse(fit: Fit, best: Fit): boolean {
  return (
    fit.distance >= best.distance + clearlyWorse ||
    fit.shortDistance > best.shortDistance * timesWorse + clearlyWorseInShort
  );
}

/** Calls that are sent further apart are not of one turn of the event loop. */
const oneTurnMs = 2;

/**
 * Two readings of when calls were decided: each right after it was sent, as where the service takes its time afterwards; or
 * not before the harness last looked for answers and had none, as where the target, or the way to it, stood still.
 */
function arrivalsOf(decided: readonly Decision[]): Arrival[][] {
  const calls = [...decided].sort((a, b) => a.sentMs - b.sentMs);
  const sentMs = (index: number) => (calls[index] as Decision).sentMs;
  const halfTripMs = Math.min(...calls.map((call) => call.answeredMs - call.sentMs)) / 2;
  const sent = calls.map(({ admitted }, index) => ({ atMs: sentMs(index) + halfTripMs, admitted }));
  const held = calls.map(({ answeredMs, admitted }, index) => {
    let last = index;
    while (last + 1 < calls.length && sentMs(last + 1) < answeredMs) last += 1;
    // Answers are looked for between two sendings, unless both are of one turn of the event loop.
    let looked = last;
    while (looked > index && sentMs(looked) > sentMs(last) - oneTurnMs) looked -= 1;
    return { atMs: sentMs(looked) + halfTripMs, admitted };
  });
  return [sent, held.sort((a, b) => a.atMs - b.atMs)];
}

/** @param beat a distance that ends the replay once it is passed */
function fitOf(candidate: Candidate, decisions: readonly Arrival[], beat = Number.POSITIVE_INFINITY): Fit {
  const limiter = createLimiter(candidate);
  const before = new Int32Array(inShort);
  let difference = 0;
  let total = 0;
  let inShortTotal = 0;
  for (const [index, { atMs, admitted }] of decisions.entries()) {
    // Past the start of the clock, so that phases count windows from a positive time.
    difference += Number(limiter.admit(atMs + 1e6, 0)) - Number(admitted);
    total += Math.abs(difference);
    inShortTotal += Math.abs(difference - (before[index % inShort] as number));
    before[index % inShort] = difference;
    if (total > beat * decisions.length)
      return { candidate, distance: Number.POSITIVE_INFINITY, shortDistance: 0 };
  }
  const calls = Math.max(1, decisions.length);
  return { candidate, distance: total / calls, shortDistance: inShortTotal / calls };
}

/** A first guess at the ceiling: the middle of what was admitted in the seconds that saw refusals. */
function ceilingGuess(decisions: readonly Arrival[]): number {
  const seconds = new Map<number, { admitted: number; refused: number }>();
  for (const { atMs, admitted } of decisions) {
    const second = Math.floor(atMs / 1000);
    const counts = seconds.get(second) ?? { admitted: 0, refused: 0 };
    if (admitted) counts.admitted += 1;
    else counts.refused += 1;
    seconds.set(second, counts);
  }
  const admitted = [...seconds.values()]
    .filter(({ refused }) => refused > 0)
    .map((counts) => counts.admitted);
  admitted.sort((a, b) => a - b);
  return Math.max(1, admitted[admitted.length >> 1] ?? 1);
}

/** Candidates that one search goes through: a kind, and what besides its ceiling is to be fitted, with coarse values to begin at. */
interface Family {
  kind: CandidateKind;
  windowMs?: number[];
  /** Share of a window after which one begins. */
  phase?: number[];
  burst?: number[];
}

const inSteps = (count: number) => Array.from({ length: count }, (_, n) => n / count);

const families: readonly Family[] = [
  { kind: 'fixed-window', phase: inSteps(40) },
  { kind: 'fixed-window', windowMs: [500, 250, 200, 100], phase: inSteps(20) },
  { kind: 'first-call-window' },
  // A counter's ceiling and phase make up for each other: a coarser grid ends in the wrong valley.
  { kind: 'sliding-counter', phase: inSteps(80) },
  { kind: 'sliding-window' },
  { kind: 'token-bucket', burst: [2, 5, 10, 20, 40, 70, 100, 150, 200, 250, 300, 400, 600, 1000] },
  { kind: 'spacing' },
];

/** Shares of the guessed ceiling to begin at: a guess by the second is off where bursts or pauses fill it. */
const ceilingShares = [
  1, 0.98, 1.02, 0.96, 1.04, 0.94, 1.06, 0.92, 1.08, 0.9, 1.1, 0.85, 0.8, 0.75, 0.7, 1.2,
];
const turns = [-1, 0, 1];
/** A bucket's drip and size make up for each other, some tokens for each call a second: steps must go along that valley. */
const otherTurns = [-3, -2, -1, 0, 1, 2, 3];
const steps = { ceilingPerSecond: [8, 4, 2, 1], phaseMs: [12, 6, 3, 1], burst: [16, 8, 3, 1] };

/** The best fit of one family: the best of a coarse grid, then downhill in ever smaller steps of each parameter. */
function bestFit(family: Family, decisions: readonly Arrival[]): Fit {
  const guess = ceilingGuess(decisions);
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
    const fit = fitOf(candidate, decisions, best.distance);
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
