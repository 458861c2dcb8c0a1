import type { ListItem } from '../../client/judge/judge-response.ts';
import type { ClauseId } from '../../spec/generated/contract.ts';
import {
  type Account,
  type Answer,
  type Call,
  type List,
  type Request,
  referenceSteps as reference,
  type Steps,
} from '../group-get.ts';

/** A way in which an implementation goes wrong: overrides of single steps of the reference target. */
export interface Mutant {
  name: string;
  /** The clause that the mutant is written for. */
  breaches: ClauseId;
  /** Every further clause that the suite must report; it may report no other. */
  alsoBreaches?: readonly ClauseId[];
  /** Makes new overrides for each target, so that targets share no state. */
  steps: () => Partial<Steps>;
  /** The breach shows only where the fixtures declare the lists. */
  needsDeclaredLists?: true;
  /** The breach shows only on an account that holds the page's sample data. */
  needsSampleData?: true;
  /** `alsoBreaches` holds where calls made at once arrive in their order, as in process; over sockets it varies. */
  dependsOnOverlap?: true;
}

/** The fields of a request or of an answer. */
export type Body = Record<string, unknown>;

export const yes = 'Need_Friend_Type_Yes';

export function json(body: unknown, status = 200): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export function html(status: number): Answer {
  return { status, headers: { 'content-type': 'text/html' }, body: '<html><body>Oops</body></html>' };
}

/** Whether the request names lists. */
export function named(request: Request): boolean {
  return (request.GroupName?.length ?? 0) > 0;
}

/** Changes the body of every success. */
export function editSuccess(change: (body: Body, request: Request) => object): () => Partial<Steps> {
  return () => ({
    success: (items, sequence, request) =>
      change({ ...reference.success(items, sequence, request) } as Body, request),
  });
}

/** Changes the body of every failure. */
export function editFailure(change: (body: Body, code: number, call: Call) => object): () => Partial<Steps> {
  return () => ({
    failure: (code, call) => change({ ...reference.failure(code, call) } as Body, code, call),
  });
}

/** Changes which lists are returned. @param select starts from the right ones */
export function selectLists(
  select: (lists: List[], request: Request, account: Account) => List[],
): () => Partial<Steps> {
  return () => ({ lists: (request, account) => select(reference.lists(request, account), request, account) });
}

/** Changes which lists are returned where names are given. @param select starts from every list of the account */
export function selectNamed(
  select: (lists: List[], names: string[], request: Request) => List[],
): () => Partial<Steps> {
  return selectLists((right, request, account) =>
    request.GroupName?.length ? select(account.lists, request.GroupName, request) : right,
  );
}

/** Changes each list that is returned. */
export function editItem(
  change: (item: ListItem, list: List, request: Request) => object,
): () => Partial<Steps> {
  return () => ({
    item: (list, request) => change(reference.item(list, request), list, request) as ListItem,
  });
}

/** Mends the body before it is validated: a request that the target should refuse passes. */
export function mendBody(mend: (body: Body) => Body): () => Partial<Steps> {
  return () => ({
    parse(text) {
      const parsed = reference.parse(text);
      return typeof parsed === 'number' ? parsed : mend({ ...parsed });
    },
  });
}

/** Refuses some requests with a code of its own. */
export function refuseWith(code: number, when: (body: Body) => boolean): () => Partial<Steps> {
  return () => ({ validate: (given, edition) => (when(given) ? code : reference.validate(given, edition)) });
}

/** Mends the query before the credentials are verified. */
export function mendQuery(mend: (query: URLSearchParams) => URLSearchParams): () => Partial<Steps> {
  return () => ({
    authenticate: (given, world, now) => reference.authenticate(mend(new URLSearchParams(given)), world, now),
  });
}
