import type { Pull } from '../../client/judge/knowledge.ts';
import type { ClauseId } from '../../spec/generated/contract.ts';
import type { Session } from '../session.ts';

/** One thing that the suite does for a clause. The session holds what it observes. */
export interface Check {
  clause: ClauseId;
  title: string;
  /** @throws NotExercised when fixtures or target do not allow it */
  run(session: Session): Promise<void>;
}

/** The value of NeedFriend that pulls users (B3). */
export const usersNeeded = 'Need_Friend_Type_Yes';

/** A correct pull of the populated account. */
export function pullOf(session: Session, changes: Partial<Pull> = {}): Pull {
  return { From_Account: session.populated.id, LastSequence: 0, ...changes };
}

/** Correct pulls of every shape, and one of the account without lists if the fixtures name one. */
export function shapesOf(session: Session): Pull[] {
  const { empty, sequence } = session;
  const [name = 'group1'] = session.listNames;
  const shapes: Partial<Pull>[] = [
    {},
    { NeedFriend: usersNeeded },
    { GroupName: [name] },
    { GroupName: [name], NeedFriend: usersNeeded },
    { LastSequence: sequence },
    { LastSequence: sequence + 1 },
    ...(empty ? [{ From_Account: empty.id }] : []),
  ];
  return shapes.map((shape) => pullOf(session, shape));
}

/** Makes pulls one after the other; the session holds each answer to all rules. */
export async function pullEach(session: Session, changes: Partial<Pull>[]): Promise<void> {
  for (const change of changes) await session.pull(pullOf(session, change));
}

/** A sequence other than the current one. */
export function stale(session: Session): number {
  return session.staleSequences[0] as number;
}
