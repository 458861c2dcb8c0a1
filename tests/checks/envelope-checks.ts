import type { Pull } from '../../client/judge/knowledge.ts';
import type { Session } from '../session.ts';
import { type Check, pullOf, usersNeeded } from './check.ts';

/** E1 to E7: the envelope of every response. */
export const envelopeChecks: Check[] = [
  {
    clause: 'E1',
    title: 'success and every kind of failure alike are HTTP 200',
    run: (session) => everyKindOfAnswer(session),
  },
  {
    clause: 'E2',
    title: 'success and every kind of failure alike have the envelope',
    run: (session) => everyKindOfAnswer(session),
  },
  {
    clause: 'E3',
    title: 'OK goes with 0, FAIL with another code',
    run: (session) => everyKindOfAnswer(session),
  },
  {
    clause: 'E4',
    title: 'every kind of failure has a documented code and says why',
    run: (session) => everyKindOfAnswer(session),
  },
  {
    clause: 'E5',
    title: 'no kind of failure carries list data, whatever is asked for',
    run: (session) =>
      everyKindOfAnswer(session, { NeedFriend: usersNeeded, GroupName: session.listNames.slice(0, 2) }),
  },
  {
    clause: 'E6',
    title: 'fields that the source does not name are noted',
    run: (session) => everyKindOfAnswer(session, { NeedFriend: usersNeeded }),
  },
  {
    clause: 'E7',
    title: 'a Content-Type that is not JSON is noted',
    run: (session) => everyKindOfAnswer(session, { NeedFriend: usersNeeded }),
  },
];

/** Brings about one success and each kind of failure that fixtures and credentials allow. */
async function everyKindOfAnswer(session: Session, changes: Partial<Pull> = {}): Promise<void> {
  const good = pullOf(session, changes);
  const { unknown } = session.target.fixtures.accounts;
  for (const call of [
    { body: good },
    { body: '{' },
    { body: { ...good, LastSequence: 'x' } },
    { body: { ...good, From_Account: '' } },
    ...(unknown ? [{ body: { ...good, From_Account: unknown.id } }] : []),
  ]) {
    await session.send(call);
  }
  for (const query of [{ usersig: 'x' }, { sdkappid: undefined }]) {
    const exchange = await session.send({ body: good, query });
    if (exchange.judgement?.kind === 'ok')
      session.breach('F5', exchange, `a wrong ${Object.keys(query)[0]} gets OK`);
  }
}
