import { UsageError } from '../../client/settings/run-errors.ts';
import { type AnswerKind, answerKinds } from '../record/answer-kind.ts';
import { type RecordInput, readRecord } from '../record/read-record.ts';
import type { RecordFacts, RecordHeader, RecordRows, RecordStep } from '../record/record-parts.ts';
import { RunRecord, slotsFor } from '../record/run-record.ts';
import type { FinishedRun } from '../report-of-run.ts';
import { type Profile, parseProfile } from '../schedule/profile.ts';
import { createSchedule, type Schedule } from '../schedule/schedule.ts';
import { type CapacityResult, searchCapacity } from './capacity.ts';
import type { JudgedAnswers } from './judged-answers.ts';
import { gatherFacts, type LoadFacts } from './load-facts.ts';
import { RunTally } from './run-tally.ts';

/** A recorded run, and how much of it the record holds. */
export interface RecordedRun {
  /** Ready to be reported, as the run itself was. */
  run: FinishedRun;
  /** False where the record ends before the run did, as after a kill. */
  isWhole: boolean;
}

const nothingJudged: JudgedAnswers = { judged: 0, broken: 0, breaches: [] };
/** No run is longer; a report has a row for each second. */
const maxDurationMs = 7 * 86_400_000;
/** No clock and no timeout makes a call later than this. */
const maxLateUs = 2n * 3_600_000_000n;
/** Of the rounding of two times. */
const roundingUs = 1n;

/**
 * Reads a record as the live run takes its calls: the same tally, facts and search.
 * @param by another profile, whose ceiling, thresholds, tolerances and judged checks count instead of the recorded ones
 * @throws UsageError for a file that is no record or is damaged, and where the other profile's search makes other steps
 */
export async function recordedRun(input: RecordInput, by?: Profile): Promise<RecordedRun> {
  const damaged = (problem: string) =>
    new UsageError(`${input.name} is a damaged record of calls: ${problem}`);
  let header: RecordHeader | undefined;
  let profile: Profile | undefined;
  let step: StepToJudge | undefined;
  let lastFacts: RecordFacts | undefined;
  const steps: StepToJudge[] = [];
  for await (const part of readRecord(input)) {
    if (part.kind === 'header') {
      if (header !== undefined) throw damaged('it has two headers');
      header = part.header;
      profile = thresholdsFrom(by, checkedProfile(header.profile, damaged));
    } else if (profile !== undefined && part.kind === 'step') {
      step = new StepToJudge(part.step, profile, steps.length, damaged);
      steps.push(step);
    } else if (part.kind === 'facts') {
      lastFacts = part.facts;
      if (step !== undefined) step.facts = part.facts;
    } else if (part.kind === 'calls') {
      if (step === undefined) throw damaged('calls stand before their schedule');
      step.take(part.rows);
    }
  }
  if (header === undefined || profile === undefined) throw damaged('it has no header');
  const isWhole = lastFacts?.ended === true;
  const judged = steps.map((each, index) => each.judged(profile, isWhole || index < steps.length - 1));
  const { facts, capacity } = await resultOf(profile, judged, lastFacts);
  const run = {
    target: header.target,
    facts,
    senders: lastFacts?.senders.length ? lastFacts.senders : [unknownSender],
    attempts: header.attempt,
    startedAt: new Date(header.startedEpochMs),
    startEpochMs: steps.at(-1)?.startEpochMs ?? header.startedEpochMs,
    untrustedPeer: lastFacts?.untrustedPeer ?? undefined,
    capacity,
  };
  return { run, isWhole };
}

const unknownSender = { connections: { max: 0, lost: 0 }, loopDelayMs: { p99: 0, max: 0 } };

/** The facts that the verdict rests on, found as the live run finds them. */
async function resultOf(
  profile: Profile,
  steps: readonly LoadFacts[],
  lastFacts: RecordFacts | undefined,
): Promise<{ facts: LoadFacts; capacity?: CapacityResult }> {
  const none = () => {
    const tally = new RunTally(profile, new RunRecord(createSchedule([])));
    return gatherFacts(profile, tally, lastFacts?.answers ?? nothingJudged, lastFacts?.aborted ?? true);
  };
  const [first] = steps;
  if (first === undefined) return { facts: none() };
  if (profile.search === undefined) return { facts: first };
  const left = [...steps];
  const capacity = await searchCapacity(profile.search, async (ratePerSecond) => {
    const next = left.shift();
    if (next === undefined) return { ...none(), aborted: true };
    const { stage } = next.tally.stages[0]?.planned ?? {};
    if (stage?.kind !== 'constant' || stage.ratePerSecond !== ratePerSecond)
      throw new UsageError(
        `the record has no step of ${ratePerSecond} calls per second, which a search with these thresholds makes next`,
      );
    return next;
  });
  return { facts: capacity.best?.facts ?? capacity.last, capacity };
}

/** Takes the calls of one recorded schedule as the live run takes them. */
class StepToJudge {
  readonly startEpochMs: number;
  facts: RecordFacts | undefined;
  readonly #schedule: Schedule;
  readonly #record: RunRecord;
  readonly #tally: RunTally;
  readonly #index: number;
  readonly #damaged: (problem: string) => UsageError;

  constructor(
    { stages, startEpochMs }: RecordStep,
    profile: Profile,
    index: number,
    damaged: (problem: string) => UsageError,
  ) {
    this.startEpochMs = startEpochMs;
    this.#index = index;
    this.#damaged = damaged;
    const { search, ...load } = profile;
    this.#schedule = createSchedule(checkedProfile({ ...load, stages }, damaged).stages);
    if (this.#schedule.durationMs > maxDurationMs) throw damaged('its schedule is too long');
    this.#record = new RunRecord(this.#schedule, slotsFor(this.#schedule, profile.callTimeoutMs));
    this.#tally = new RunTally(profile, this.#record);
  }

  take(rows: RecordRows): void {
    for (let index = 0; index < rows.call.length; index += 1) {
      const n = this.#tally.due;
      if (rows.step[index] !== this.#index || rows.call[index] !== n || n >= this.#schedule.calls)
        throw this.#damaged(`call ${rows.call[index]} stands in the place of call ${n}`);
      const kind = rows.answer[index] as AnswerKind;
      const dueUs = BigInt(Math.round(this.#schedule.dueMs(n) * 1000));
      const times = [rows.due_us[index], rows.sent_us[index], rows.answered_us[index]] as const;
      const isPlausible =
        answerKinds.includes(kind) &&
        (kind === 'pending') === (times[2] === null) &&
        isBetween(times[0], dueUs, dueUs) &&
        (times[1] === null || isBetween(times[1], dueUs, dueUs + maxLateUs)) &&
        (times[2] === null || isBetween(times[2], times[1] ?? dueUs, dueUs + maxLateUs));
      if (!isPlausible) throw this.#damaged(`the times or the answer of call ${n} cannot be`);
      this.#record.setDue(n + 1);
      if (times[1] !== null) this.#record.send(n, Number(times[1]) / 1000);
      if (times[2] !== null) this.#record.end(n, kind, Number(times[2]) / 1000);
      this.#tally.takeNext();
    }
  }

  /** @param isWhole the step was run to its end */
  judged(profile: Profile, isWhole: boolean): LoadFacts {
    this.#tally.finish();
    const aborted = !isWhole || this.facts?.aborted === true;
    return gatherFacts(profile, this.#tally, this.facts?.answers ?? nothingJudged, aborted);
  }
}

function isBetween(time: bigint | undefined, first: bigint, last: bigint): boolean {
  return time !== undefined && time >= first - roundingUs && time <= last + roundingUs;
}

/** The recorded load with the thresholds of another profile. */
function thresholdsFrom(other: Profile | undefined, recorded: Profile): Profile {
  if (other === undefined) return recorded;
  const { ceilingPerSecond, enforcement, tolerances, thresholdsMs, judges } = other;
  return { ...recorded, ceilingPerSecond, enforcement, tolerances, thresholdsMs, judges };
}

/** A profile from a file is held to the same schema as one that a user writes. */
function checkedProfile(profile: Profile, damaged: (problem: string) => UsageError): Profile {
  try {
    return parseProfile(JSON.stringify(profile), 'the profile');
  } catch (error) {
    if (error instanceof UsageError) throw damaged(error.message);
    throw error;
  }
}
