import { publicCode } from '../../client/judge/expected-failure.ts';
import { findListData, isRecord } from '../../client/judge/judge-response.ts';
import { isLoopback } from '../../client/settings/loopback.ts';
import { adminUserSig } from '../../client/settings/settings.ts';
import { NotExercised, type Session } from '../session.ts';
import { type Check, pullOf, usersNeeded } from './check.ts';

/** C1 to C5: how the call is made. */
export const callChecks: Check[] = [
  {
    clause: 'C1',
    title: 'the call is served at its path',
    async run(session) {
      await session.ready();
      session.judged('C1');
      if (isLoopback(session.target.url) && session.target.url.protocol === 'http:') {
        session.note('C1', 'plain HTTP, as loopback may');
      }
    },
  },
  {
    clause: 'C2',
    title: 'random is accepted at its bounds, and values percent-encoded',
    async run(session) {
      await session.ready();
      for (const random of ['0', '1', '2147483648', '4294967295']) {
        const exchange = await session.send({ query: { random }, body: pullOf(session) });
        session.judged('C2');
        if (exchange.judgement?.kind !== 'ok')
          session.breach('C2', exchange, `random=${random} is not accepted`);
      }
      const percentEncoded = await session.send({ percentEncoded: true, body: pullOf(session) });
      if (percentEncoded.judgement?.kind !== 'ok') {
        session.breach('C2', percentEncoded, 'values of the query that are percent-encoded are not accepted');
      }
    },
  },
  {
    clause: 'C2',
    title: 'a parameter under a name in another case is not that parameter',
    async run(session) {
      await session.ready();
      const userSig = adminUserSig(session.target);
      const { sdkAppId, identifier } = session.target;
      for (const query of [
        { sdkappid: undefined, SdkAppId: String(sdkAppId) },
        { identifier: undefined, Identifier: identifier },
        { usersig: undefined, UserSig: userSig },
        { sdkappid: undefined, SDKAPPID: String(sdkAppId) },
      ]) {
        const [right = '', other] = Object.keys(query);
        const body = pullOf(session);
        const without = await session.send({ query: { [right]: undefined }, body, wrongOnPurpose: true });
        // A target that does not need the parameter at all breaches F5.
        if (without.judgement?.kind === 'ok') continue;
        await session.mustFail('C2', { query, body }, `"${other}" for a name`, publicCode);
      }
    },
  },
  {
    clause: 'C2',
    title: 'an identifier in another case is another identifier',
    async run(session) {
      await session.ready();
      const { identifier } = session.target;
      const other = [identifier.toUpperCase(), identifier.toLowerCase()].find((text) => text !== identifier);
      if (other === undefined)
        throw new NotExercised('TARGET_IDENTIFIER has no letters whose case could be changed');
      const query = { identifier: other };
      await session.mustFail(
        'C2',
        { query, body: pullOf(session) },
        'the identifier in another case',
        publicCode,
      );
    },
  },
  {
    clause: 'C3',
    title: 'the region chosen is the host called',
    async run(session) {
      const { region } = session.target;
      if (region === undefined) throw new NotExercised('the target is not chosen by TARGET_REGION');
      await session.ready();
      session.judged('C3');
    },
  },
  {
    clause: 'C4',
    title: 'no other method yields list data',
    async run(session) {
      await session.ready();
      const body = pullOf(session, { NeedFriend: usersNeeded });
      for (const [method, sent] of [
        ['GET', ''],
        ['GET', body],
        ['PUT', body],
        ['PATCH', body],
        ['DELETE', body],
        ['OPTIONS', body],
        ['PROPFIND', body],
      ] as const) {
        await otherMethod(session, method, sent);
      }
    },
  },
  {
    clause: 'C5',
    title: 'random or contenttype missing or out of range gets an envelope',
    async run(session) {
      await session.ready();
      for (const query of [
        { random: undefined },
        { random: '' },
        { random: '-1' },
        { random: '4294967296' },
        { random: 'x' },
        { contenttype: undefined },
        { contenttype: 'xml' },
        { contenttype: 'JSON' },
      ]) {
        await session.send({ query, body: pullOf(session), open: true });
        session.judged('C5');
      }
    },
  },
];

/** C4: HTTP 200 with FAIL is right, 404 and 405 are noted, list data is a breach. */
async function otherMethod(session: Session, method: string, body: unknown): Promise<void> {
  // Some servers leave the body of such a call unread. A connection of its own keeps that from the next call.
  const exchange = await session.client.call({ method, body, freshConnection: true, ownStatus: true });
  const { status, judgement } = exchange;
  session.judged('C4');
  // Servers and gateways answer these methods themselves, if at all: a CORS preflight with 204, an unknown method with 501.
  const ownAnswer = ['OPTIONS', 'PROPFIND'].includes(method);
  if (ownAnswer && (judgement === null || judgement.kind === 'malformed')) {
    session.note('C4', `${method} gets ${status === null ? 'no answer' : `HTTP ${status}`}`);
    return;
  }
  if (status === null || judgement === null) {
    session.breach('C4', exchange, `${method} gets no answer (${exchange.fault})`);
    return;
  }
  const pointer = isRecord(judgement.json) ? findListData(judgement.json) : undefined;
  const [breach] = judgement.breaches;
  // Servers and gateways may reject a GET for its body before they check its method.
  const tolerated = [404, 405, ...(method === 'GET' && body !== '' ? [400] : [])];
  if (pointer !== undefined) session.breach('C4', exchange, `${method} yields list data, at ${pointer}`);
  else if (tolerated.includes(status)) session.note('C4', `${method} gets HTTP ${status}`);
  else if (judgement.kind === 'ok') session.breach('C4', exchange, `${method} gets OK`);
  else if (breach) session.breach('C4', exchange, `${method} gets no proper FAIL: ${breach.reason}`);
}
