import type { EditionId } from '../../spec/generated/contract.ts';
import type { JudgedAnswers } from '../judge/judged-answers.ts';
import type { Profile } from '../schedule/profile.ts';
import type { Stage } from '../schedule/schedule.ts';

/** What every record of calls says of itself; another program's file does not. */
export const recordFormat = 'group-get load record';

/** The header of a record of calls: what is known of a load run before its first call. */
export interface RecordHeader {
  format: typeof recordFormat;
  /** Changes when something that readers rely on changes; new properties do not change it. */
  formatVersion: 1;
  /** The same in the records of all senders of one run. */
  runId: string;
  /** This sender, from 1, and how many there are. */
  sender: { number: number; of: number };
  /** The load, and how it is judged. Its stages are the schedule, unless it is a search. */
  profile: Profile;
  target: { url: string; edition: EditionId; embedded: boolean };
  /** When the run started, in ms of the Unix epoch. */
  startedEpochMs: number;
  /** How often the profile was run until the harness kept its schedule; the record is of the last run. */
  attempt: number;
  versions: { package: string; node: string };
}

/** One schedule of a run; a capacity search makes several, one for each rate that it tries. */
export interface RecordStep {
  stages: Stage[];
  /** When the schedule started, in ms of the Unix epoch. All times of its calls count from here. */
  startEpochMs: number;
}

/** What the calls themselves do not show. A later statement replaces an earlier one of the same step. */
export interface RecordFacts {
  /** The run ended by itself or by a signal; false while it goes on. */
  ended: boolean;
  /** The run was stopped before its end. */
  aborted: boolean;
  /** Why a peer was not trusted; null when every certificate verified. */
  untrustedPeer: string | null;
  /** What judging the answers of the last step found; the pull before the load counts. */
  answers: JudgedAnswers;
  /** What each sender of this process saw. */
  senders: SenderFacts[];
}

/** What a sender saw. */
export interface SenderFacts {
  connections: { max: number; lost: number };
  /** How late the event loop was, in ms. */
  loopDelayMs: { p99: number; max: number };
}

/** The parts of a record that are JSON; spec/generated/load-record.schema.json is made of it. */
export interface RecordJson {
  header: RecordHeader;
  step: RecordStep;
  facts: RecordFacts;
}

/** Calls in the order of their numbers, without a gap. Times in whole µs from the schedule's start; null: did not happen. */
export interface RecordRows {
  /** Number of the step, from 0. */
  step: number[];
  /** Number of the call in its step, from 0. */
  call: number[];
  due_us: bigint[];
  sent_us: (bigint | null)[];
  answered_us: (bigint | null)[];
  answer: string[];
  http_status: (number | null)[];
  error_code: (number | null)[];
  /** Number of the distinct body, from 1. */
  body: (number | null)[];
  /** Its text, in the first row that has it. */
  body_text: (string | null)[];
}

/** Calls on their way to the file; one entry per call, in the order of their numbers. */
export interface CallBatch {
  step: number;
  firstCall: number;
  dueMs: Float64Array;
  /** NaN: did not happen. */
  sentMs: Float64Array;
  /** NaN: did not happen. */
  answeredMs: Float64Array;
  /** Indices into `answerKinds`. */
  kinds: Uint8Array;
  /** 0: none. */
  statuses: Uint16Array;
  /** NaN: none. */
  errorCodes: Float64Array;
  /** 0: none. */
  bodies: Int32Array;
  /** Texts of the bodies that no earlier batch had, by their numbers. */
  texts: [body: number, text: string][];
}

/** The parts of a record, in order: a header; then, for each schedule, a step with facts and calls. */
export type RecordPart =
  | { kind: 'header'; header: RecordHeader }
  | { kind: 'step'; step: RecordStep }
  | { kind: 'facts'; facts: RecordFacts }
  | { kind: 'calls'; calls: CallBatch };

/** Receives the record of a run while it goes on. A header begins anew: it replaces the record of an earlier attempt. */
export interface RecordSink {
  put(part: RecordPart): void;
}
