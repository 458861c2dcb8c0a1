import { type Answer, referenceSteps as reference, type Steps } from '../group-get.ts';
import { html, json, type Mutant, mendQuery } from './mutant.ts';

/** Answers every method but POST in another way. */
function answerOtherMethods(answer: () => Answer): () => Partial<Steps> {
  return () => ({
    respond: (given, call) => (call.method === 'POST' ? reference.respond(given, call) : answer()),
  });
}

/** Serves further methods as it serves POST. */
function alsoServes(...methods: string[]): () => Partial<Steps> {
  return () => ({
    route: (call) => reference.route(methods.includes(call.method) ? { ...call, method: 'POST' } : call),
  });
}

/** Mutants of the call: its path, its query and its method (C1, C2, C4). */
export const callMutants: readonly Mutant[] = [
  {
    name: 'served at another path',
    breaches: 'C1',
    steps: () => ({ route: ({ path }) => (path.endsWith('/') ? undefined : 60009) }),
  },
  {
    name: 'POST is not found',
    breaches: 'C1',
    alsoBreaches: ['E1', 'E2'],
    steps: () => ({ respond: () => html(404) }),
  },
  {
    name: 'parameter names in any case',
    breaches: 'C2',
    steps: mendQuery(
      (given) =>
        new URLSearchParams([...given].map(([name, value]): [string, string] => [name.toLowerCase(), value])),
    ),
  },
  {
    name: 'identifier in any case',
    breaches: 'C2',
    steps: mendQuery((given) => {
      given.set('identifier', given.get('identifier')?.toLowerCase() ?? '');
      return given;
    }),
  },
  {
    name: 'random as a signed integer',
    breaches: 'C2',
    steps: () => ({
      authenticate: (given, world, now) =>
        Number(given.get('random')) > 0x7fff_ffff ? 60002 : reference.authenticate(given, world, now),
    }),
  },
  {
    name: 'random 0 is taken for missing',
    breaches: 'C2',
    steps: () => ({
      authenticate: (given, world, now) =>
        given.get('random') === '0' ? 60002 : reference.authenticate(given, world, now),
    }),
  },
  { name: 'GET serves too', breaches: 'C4', steps: alsoServes('GET') },
  { name: 'PUT and PATCH serve too', breaches: 'C4', steps: alsoServes('PUT', 'PATCH') },
  { name: 'DELETE serves too', breaches: 'C4', steps: alsoServes('DELETE') },
  {
    name: 'another method gets OK without lists',
    breaches: 'C4',
    steps: answerOtherMethods(() => json(reference.success([], 1, { From_Account: '', LastSequence: 0 }))),
  },
  { name: 'another method gets HTTP 500', breaches: 'C4', steps: answerOtherMethods(() => html(500)) },
  { name: 'another method gets a page', breaches: 'C4', steps: answerOtherMethods(() => html(200)) },
  {
    name: 'another method gets HTTP 405 with lists',
    breaches: 'C4',
    steps: answerOtherMethods(() => json({ ResultItem: [{ GroupName: 'a', FriendNumber: 1 }] }, 405)),
  },
  { name: 'OPTIONS serves too', breaches: 'C4', steps: alsoServes('OPTIONS') },
  {
    name: 'every method serves but the usual ones',
    breaches: 'C4',
    steps: () => ({
      route: (call) =>
        reference.route(
          ['GET', 'PUT', 'PATCH', 'DELETE'].includes(call.method) ? call : { ...call, method: 'POST' },
        ),
    }),
  },
];
