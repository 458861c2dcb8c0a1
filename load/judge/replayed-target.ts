import { callQuery, groupGetRequest } from '../../client/call/group-get-request.ts';
import { Secrets } from '../../client/credentials/secrets.ts';
import type { Pull } from '../../client/judge/knowledge.ts';
import type { Answer, Steps } from '../../reference/group-get.ts';
import type { LimiterOptions } from '../../reference/limiter.ts';
import { servedApp, targetAt } from '../../reference/reference-fleet.ts';
import { createService } from '../../reference/service.ts';
import { recordHeader } from '../record/record-header.ts';
import type { RecordSink, SenderFacts } from '../record/record-parts.ts';
import { BodyNumbers, Recorder } from '../record/recorder.ts';
import { RunRecord } from '../record/run-record.ts';
import type { FinishedRun } from '../report-of-run.ts';
import type { Profile } from '../schedule/profile.ts';
import { createSchedule } from '../schedule/schedule.ts';
import type { WireResult } from '../send/call-pool.ts';
import { DistinctAnswers } from '../send/distinct-answers.ts';
import { AnswerJudge } from './answer-judge.ts';
import { gatherFacts, type LoadFacts } from './load-facts.ts';
import { type ReplayedTarget, type ReplayedWorld, replayInto, tallyOf } from './replayed-run.ts';

/** The reference target, or a mutant. */
export interface ReplayedService {
  limiter?: LimiterOptions;
  steps?: Partial<Steps>;
}

const target = targetAt('http://127.0.0.1');
const pull: Pull = {
  From_Account: servedApp.fixtures.accounts.populated.id,
  LastSequence: 0,
  NeedFriend: 'Need_Friend_Type_Yes',
};
const { path: url, body: requestBody } = groupGetRequest(target, callQuery(target, ''), pull);

/**
 * Replays a whole run against the reference target in this process: the baseline pull, the quiet time, and the load. The
 * target's answers are judged byte by byte, as those of a real run are.
 * @param sink receives the record of the run
 * @returns what the checks judge
 */
export function replayService(
  service: ReplayedService,
  profile: Profile,
  world: ReplayedWorld,
  sink?: RecordSink,
): LoadFacts {
  const { callTimeoutMs, quietSeconds, connections } = profile;
  const secrets = new Secrets();
  const judge = new AnswerJudge(servedApp.edition, pull, secrets);
  const schedule = createSchedule(profile.stages);
  const record = new RunRecord(schedule, schedule.calls, 1, undefined, sink !== undefined);
  const { answers } = record.columns;
  const distinct = answers && new DistinctAnswers(servedApp.edition, secrets, answers.texts, 0);
  // The credentials are the same in every call, and what they are is no matter of load.
  const steps = { ...service.steps, authenticate: () => undefined };
  const { answer } = createService({ app: servedApp, ...service, steps });
  const answerAt = (atMs: number, connectionId: number) =>
    answer({ method: 'POST', url, body: requestBody }, { atMs, connectionId });

  const startMs = world.startMs ?? 1e6;
  judge.takeBaseline(wireResult(answerAt(startMs - quietSeconds * 1000, 1).answer));
  const decide: ReplayedTarget = ({ atMs, connectionId }) => {
    const { answer: given, delayMs } = answerAt(atMs, connectionId);
    const result = wireResult(given);
    const recorded = distinct?.recorded(result);
    return { kind: judge.judge(result), serviceMs: delayMs, ...(recorded && { recorded }) };
  };
  replayInto(record, decide, { ...world, startMs, callTimeoutMs, connections: connections.initial });
  const recorder = sink && new Recorder(sink, record, 0, new BodyNumbers());
  sink?.put({
    kind: 'header',
    header: recordHeader({ profile, target, startedEpochMs: startMs, attempt: 1 }),
  });
  sink?.put({ kind: 'step', step: { stages: profile.stages, startEpochMs: startMs } });
  const tally = tallyOf(record, profile, (n) => recorder?.add(n));
  recorder?.flush();
  const { judged, broken, breaches } = judge;
  const facts = { ended: true, aborted: false, untrustedPeer: null, senders: [replayedSender] };
  sink?.put({ kind: 'facts', facts: { ...facts, answers: { judged, broken, breaches } } });
  return gatherFacts(profile, tally, judge, false);
}

/** What the sender of a replayed run has seen of itself. */
const replayedSender: SenderFacts = {
  connections: { max: 20, lost: 0 },
  loopDelayMs: { p99: 0, max: 0 },
};

/** The run that `replayService` replayed, ready to be reported. */
export function finishedReplay(facts: LoadFacts, startMs: number): FinishedRun {
  return {
    target: { url: target.url.href, edition: target.edition, embedded: target.embedded },
    facts,
    senders: [replayedSender],
    attempts: 1,
    startedAt: new Date(startMs),
    startEpochMs: startMs,
    untrustedPeer: undefined,
    capacity: undefined,
  };
}

/** The answer as the wire brings it. */
function wireResult(answer: Answer): WireResult {
  if (answer === 'reset') return { kind: 'reset', reason: 'the target reset the connection' };
  if (answer === 'silence') return { kind: 'timeout', reason: 'the target never answered' };
  const { status, headers, body: given } = answer;
  if (typeof given !== 'string' && !Buffer.isBuffer(given))
    throw new Error('a replay takes no streamed body');
  const body = Buffer.from(given);
  const all = { ...headers, 'content-length': String(body.length) };
  const lowerCase = Object.entries(all).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { kind: 'response', status, headers: new Map(lowerCase), body };
}
