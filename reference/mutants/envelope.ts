import type { ClauseId } from '../../spec/generated/contract.ts';
import { type Call, referenceSteps as reference, type Steps } from '../group-get.ts';
import { type Body, editFailure, editSuccess, html, json, type Mutant } from './mutant.ts';

/** The clauses that say with which failure an incorrect call ends: none of them holds where no failure is a proper one. */
const clausesOfFailures: readonly ClauseId[] = ['C2', 'C4', 'B1', 'B2', 'B3', 'F1', 'F2', 'F3', 'F4', 'F5'];

/** Changes the body of every answer. */
function editBody(change: (body: Body, call: Call) => unknown): () => Partial<Steps> {
  return () => ({ respond: (given, call) => json(change({ ...given } as Body, call)) });
}

/** Gives another HTTP status to the answers that have these codes, 0 included. */
function withStatus(other: number, codes: (code: number) => boolean): () => Partial<Steps> {
  return () => ({
    respond: (given) => json(given, codes(Number((given as Body).ErrorCode)) ? other : 200),
  });
}

/** Mutants of the response envelope (E1 to E5). */
export const envelopeMutants: readonly Mutant[] = [
  {
    name: 'a missing random is a server error',
    breaches: 'E1',
    steps: () => ({ respond: (given, call) => json(given, call.query.has('random') ? 200 : 500) }),
  },
  {
    name: 'an unknown contenttype gets a page',
    breaches: 'E2',
    steps: () => ({
      respond: (given, call) =>
        call.query.get('contenttype') === 'json' ? reference.respond(given, call) : html(200),
    }),
  },
  {
    name: 'another NeedFriend is a server error',
    breaches: 'E1',
    alsoBreaches: ['F6'],
    steps: () => ({
      validate: (given, edition) =>
        given.NeedFriend === 'Need_Friend_Type_No' ? 30006 : reference.validate(given, edition),
      respond: (given) => json(given, (given as Body).ErrorCode === 30006 ? 500 : 200),
    }),
  },
  {
    name: 'HTTP 400 for incorrect parameters',
    breaches: 'E1',
    steps: withStatus(400, (code) => code === 30001),
  },
  { name: 'HTTP 401 for wrong credentials', breaches: 'E1', steps: withStatus(401, (code) => code >= 70000) },
  { name: 'HTTP 403 for a non-admin', breaches: 'E1', steps: withStatus(403, (code) => code === 30004) },
  {
    name: 'HTTP 404 for an unknown account',
    breaches: 'E1',
    steps: withStatus(404, (code) => code === 30003),
  },
  { name: 'HTTP 500 for a malformed body', breaches: 'E1', steps: withStatus(500, (code) => code === 60003) },
  { name: 'HTTP 201 for success', breaches: 'E1', steps: withStatus(201, (code) => code === 0) },
  {
    name: 'no answer to a malformed body',
    breaches: 'E1',
    alsoBreaches: ['F4'],
    steps: () => ({
      respond: (given, call) =>
        (given as Body).ErrorCode === 60003 ? 'reset' : reference.respond(given, call),
    }),
  },
  {
    name: 'ErrorCode as text',
    breaches: 'E2',
    alsoBreaches: ['C4'],
    steps: editBody((given) => ({ ...given, ErrorCode: String(given.ErrorCode) })),
  },
  {
    name: 'ErrorInfo is null',
    breaches: 'E2',
    alsoBreaches: ['C4'],
    steps: editBody((given) => ({ ...given, ErrorInfo: null })),
  },
  {
    name: 'ErrorInfo is missing from success',
    breaches: 'E2',
    steps: editSuccess(({ ErrorInfo, ...rest }) => rest),
  },
  {
    name: 'ErrorDisplay is a number',
    breaches: 'E2',
    alsoBreaches: ['C4'],
    steps: editBody((given) => ({ ...given, ErrorDisplay: 0 })),
  },
  {
    name: 'ResultCode as text',
    breaches: 'E2',
    alsoBreaches: ['C4'],
    steps: editFailure((given) => ({ ...given, ResultCode: '1' })),
  },
  {
    name: 'ResultInfo is an object',
    breaches: 'E2',
    alsoBreaches: ['C4'],
    steps: editFailure((given) => ({ ...given, ResultInfo: {} })),
  },
  {
    name: 'ActionStatus in another case',
    breaches: 'E2',
    steps: editBody((given) => ({ ...given, ActionStatus: String(given.ActionStatus).toLowerCase() })),
  },
  {
    name: 'ActionStatus of another word',
    breaches: 'E2',
    alsoBreaches: clausesOfFailures,
    steps: editFailure((given) => ({ ...given, ActionStatus: 'ERROR' })),
  },
  { name: 'ActionStatus is missing', breaches: 'E2', steps: editBody(({ ActionStatus, ...rest }) => rest) },
  { name: 'the envelope in an array', breaches: 'E2', steps: editBody((given) => [given]) },
  { name: 'the envelope in a field', breaches: 'E2', steps: editBody((given) => ({ data: given })) },
  { name: 'JSON in a JSON string', breaches: 'E2', steps: editBody((given) => JSON.stringify(given)) },
  {
    name: 'a page for a malformed body',
    breaches: 'E2',
    alsoBreaches: ['F4'],
    steps: () => ({
      respond: (given, call) =>
        (given as Body).ErrorCode === 60003 ? html(200) : reference.respond(given, call),
    }),
  },
  {
    name: 'an empty body for a failure',
    breaches: 'E2',
    alsoBreaches: clausesOfFailures,
    steps: () => ({
      respond: (given, call) =>
        (given as Body).ErrorCode === 0
          ? reference.respond(given, call)
          : { status: 200, headers: {}, body: '' },
    }),
  },
  {
    name: 'JSON cut short',
    breaches: 'E2',
    steps: () => ({
      respond: (given) => ({ status: 200, headers: {}, body: JSON.stringify(given).slice(0, -1) }),
    }),
  },
  {
    name: 'OK beside an error code',
    breaches: 'E3',
    alsoBreaches: clausesOfFailures,
    steps: editFailure((given) => ({ ...given, ActionStatus: 'OK', CurrentSequence: 0 })),
  },
  {
    name: 'FAIL beside 0',
    breaches: 'E3',
    alsoBreaches: clausesOfFailures,
    steps: editFailure((given) => ({ ...given, ErrorCode: 0 })),
  },
  {
    name: 'success is FAIL beside 0',
    breaches: 'E3',
    alsoBreaches: ['S3'],
    steps: editSuccess((given) => ({ ...given, ActionStatus: 'FAIL', ErrorInfo: 'x', ResultItem: [] })),
  },
  {
    name: 'an HTTP status for an error code',
    breaches: 'E4',
    alsoBreaches: clausesOfFailures,
    steps: editFailure((given) => ({ ...given, ErrorCode: 400 })),
  },
  {
    name: 'an undocumented code of the API',
    breaches: 'E4',
    alsoBreaches: ['F2'],
    steps: editFailure((given, code) => ({ ...given, ErrorCode: code === 30003 ? 30002 : code })),
  },
  {
    name: 'a code just above the range',
    breaches: 'E4',
    alsoBreaches: ['C2', 'F5'],
    steps: editFailure((given, code) => ({ ...given, ErrorCode: code >= 70000 ? 80000 : code })),
  },
  {
    name: 'a negative code',
    breaches: 'E4',
    alsoBreaches: clausesOfFailures,
    steps: editFailure((given, code) => ({ ...given, ErrorCode: -code })),
  },
  {
    name: 'an empty ErrorInfo beside FAIL',
    breaches: 'E4',
    alsoBreaches: ['C4'],
    steps: editFailure((given) => ({ ...given, ErrorInfo: '' })),
  },
  {
    name: 'lists beside FAIL for a non-admin',
    breaches: 'E5',
    steps: editFailure((given, code) =>
      code === 30004 ? { ...given, ResultItem: [{ GroupName: 'a', FriendNumber: 1 }] } : given,
    ),
  },
  {
    name: 'lists beside FAIL for wrong credentials',
    breaches: 'E5',
    steps: editFailure((given, code) =>
      code >= 70000 ? { ...given, ResultItem: [{ GroupName: 'a', FriendNumber: 1 }] } : given,
    ),
  },
  {
    name: 'users deep in a FAIL',
    breaches: 'E5',
    alsoBreaches: ['C4'],
    steps: editFailure((given) => ({ ...given, Detail: { Lists: [{ To_Account: ['friend1'] }] } })),
  },
  {
    name: 'one answer in fifty is HTTP 503',
    breaches: 'E1',
    steps: () => {
      let answers = 0;
      return {
        respond: (given) => {
          answers += 1;
          return json(given, answers % 50 === 0 ? 503 : 200);
        },
      };
    },
  },
  {
    name: 'one answer in sixty is empty',
    breaches: 'E2',
    alsoBreaches: ['F1', 'F4', 'F5'],
    steps: () => {
      let answers = 0;
      return {
        respond: (given, call) => {
          answers += 1;
          return answers % 60 === 0 ? { status: 200, headers: {}, body: '' } : reference.respond(given, call);
        },
      };
    },
  },
  {
    name: 'ErrorCode 0 is false',
    breaches: 'E2',
    steps: editSuccess((given) => ({ ...given, ErrorCode: false })),
  },
  {
    name: 'JSON with a comma too many',
    breaches: 'E2',
    steps: () => ({
      respond: (given) => ({ status: 200, headers: {}, body: JSON.stringify(given).replace(/}$/, ',}') }),
    }),
  },
  {
    name: 'ErrorInfo as an array',
    breaches: 'E2',
    alsoBreaches: ['C4'],
    steps: editFailure((given) => ({ ...given, ErrorInfo: [given.ErrorInfo] })),
  },
  {
    name: 'an incorrect GroupName fails with lists beside',
    breaches: 'E5',
    steps: editFailure((given, _, call) =>
      call.body.includes('"GroupName":"')
        ? { ...given, ResultItem: [{ GroupName: 'group1', FriendNumber: 1 }] }
        : given,
    ),
  },
];
