import { callQuery, groupGetRequest } from '../../client/call/group-get-request.ts';
import { Secrets } from '../../client/credentials/secrets.ts';
import type { Pull } from '../../client/judge/knowledge.ts';
import type { Answer, Steps } from '../../reference/group-get.ts';
import type { LimiterOptions } from '../../reference/limiter.ts';
import { servedApp, targetAt } from '../../reference/reference-fleet.ts';
import { createService } from '../../reference/service.ts';
import { RunRecord } from '../record/run-record.ts';
import type { Profile } from '../schedule/profile.ts';
import { createSchedule } from '../schedule/schedule.ts';
import type { WireResult } from '../send/call-pool.ts';
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
 * @returns what the checks judge
 */
export function replayService(service: ReplayedService, profile: Profile, world: ReplayedWorld): LoadFacts {
  const { callTimeoutMs, quietSeconds, connections } = profile;
  const judge = new AnswerJudge(servedApp.edition, pull, new Secrets());
  // The credentials are the same in every call, and what they are is no matter of load.
  const steps = { ...service.steps, authenticate: () => undefined };
  const { answer } = createService({ app: servedApp, ...service, steps });
  const answerAt = (atMs: number, connectionId: number) =>
    answer({ method: 'POST', url, body: requestBody }, { atMs, connectionId });

  const startMs = world.startMs ?? 1e6;
  judge.takeBaseline(wireResult(answerAt(startMs - quietSeconds * 1000, 1).answer));
  const decide: ReplayedTarget = ({ atMs, connectionId }) => {
    const { answer: given, delayMs } = answerAt(atMs, connectionId);
    return { kind: judge.judge(wireResult(given)), serviceMs: delayMs };
  };
  const record = new RunRecord(createSchedule(profile.stages));
  replayInto(record, decide, { ...world, startMs, callTimeoutMs, connections: connections.initial });
  return gatherFacts(profile, tallyOf(record, profile), judge, false);
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
