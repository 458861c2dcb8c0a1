import type { ClauseId } from '../../spec/generated/contract.ts';
import type { Breach, Note } from './breach.ts';
import { canonicalLists } from './canonical-lists.ts';
import { codeInWords, isTryAgainCode } from './error-code.ts';
import type { Judgement } from './judge-response.ts';
import type { Knowledge, Lesson, Pull } from './knowledge.ts';
import { isOpen, type PullAnswer, pullAnswer, rules, servedClause } from './rules.ts';

/** The judgement of the answer to a well-formed pull, beyond its envelope. */
export interface PullJudgement {
  /** The answer as the rules read it; undefined unless it is an OK of the right shape. */
  answer: PullAnswer | undefined;
  /** Clauses that were judged, whether held or breached. */
  judged: ClauseId[];
  breaches: Breach[];
  notes: Note[];
  /** Undefined when the answer teaches nothing new. */
  learned: Lesson | undefined;
}

/**
 * Holds the answer to a well-formed pull to every rule (S1 to S8, S10), and to earlier answers (S9). Pure: the caller lets
 * `knowledge` learn. The suite, the load engine and `judgeExchange` all judge here.
 * @param judgement of the answer's envelope; its own breaches are not repeated
 * @param mayFailWith codes by which the target may reject this pull, besides those that say "try again" (F6)
 */
export function judgePull(
  pull: Pull,
  judgement: Judgement,
  knowledge: Knowledge,
  mayFailWith: (code: number) => boolean = () => false,
): PullJudgement {
  const found: PullJudgement = { answer: undefined, judged: [], breaches: [], notes: [], learned: undefined };
  const { kind, errorCode } = judgement;
  if (kind === 'malformed') return found;
  const breach = (clause: ClauseId, reason: string, pointer: string) => {
    found.judged.push(clause);
    found.breaches.push({ clause, reason, pointer });
  };
  const account = knowledge.account(pull.From_Account);
  const answer = pullAnswer(pull, account, judgement);
  const open = isOpen(pull, account);
  if (kind === 'fail') {
    const allowed = open || isTryAgainCode(errorCode) || (errorCode !== null && mayFailWith(errorCode));
    if (!allowed) breach(servedClause(answer), `a correct pull failed with ${codeInWords(errorCode)}`, '');
    return found;
  }
  // An answer without the right shape breaches S1 or S2 already; no rule can read its contents.
  if (judgement.breaches.some(({ clause }) => clause.startsWith('S'))) return found;
  found.answer = answer;
  const otherNeed = pull.NeedFriend && !answer.usersAsked;
  for (const rule of otherNeed ? [] : rules) {
    if (!rule.applies(answer)) continue;
    found.judged.push(rule.clause);
    const breached = rule.breach(answer);
    if (breached) found.breaches.push({ clause: rule.clause, ...breached });
  }
  if (answer.upToDate && answer.items?.length) {
    const text = 'the lists are returned at the current sequence; later pages say that none are';
    found.notes.push({ clause: 'S4', text });
  }
  const lists = canonicalLists(answer.items);
  const earlier = open ? undefined : knowledge.earlierLists(pull);
  if (earlier !== undefined) found.judged.push('S9');
  if (earlier !== undefined && earlier !== lists)
    breach('S9', 'the same request, made again, got other lists', '/ResultItem');
  found.learned = lessonOf(answer, open, earlier === undefined ? lists : undefined);
  return found;
}

/** @param lists canonical; undefined where an earlier answer is known */
function lessonOf(answer: PullAnswer, open: boolean, lists: string | undefined): Lesson | undefined {
  const { pull, account, items = [], sequence, onlyUnknown, asked, upToDate } = answer;
  const lesson: Lesson = { account: pull.From_Account };
  if (account.sequence === undefined && !onlyUnknown) lesson.sequence = sequence as number;
  if (account.lists === undefined && !open && !asked && (!upToDate || items.length > 0)) {
    lesson.lists = new Map(
      items.map(({ GroupName, FriendNumber, To_Account }) => [
        GroupName,
        { count: FriendNumber, friends: To_Account && new Set(To_Account) },
      ]),
    );
  }
  if (lists !== undefined && !open) lesson.answer = { pull: JSON.stringify(pull), lists };
  return Object.keys(lesson).length > 1 ? lesson : undefined;
}
