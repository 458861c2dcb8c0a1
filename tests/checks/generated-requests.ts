import fc from 'fast-check';
import { incorrectParameter, malformedBody } from '../../client/judge/expected-failure.ts';
import { isRecord, parsedJson } from '../../client/judge/judge-response.ts';
import type { Pull } from '../../client/judge/knowledge.ts';
import { type EditionId, requestFields } from '../../spec/generated/contract.ts';
import { validators } from '../../spec/generated/validators.js';
import type { Session } from '../session.ts';
import { incorrectParametersOf, optionalFieldsOf } from './incorrect-requests.ts';

/** Ends a search and its shrinking on a target that answers slowly. */
const timeLimitMs = 15_000;

/**
 * Makes correct pulls of every shape that the request schema allows, and holds each answer to all rules. A request that
 * brings about a breach is shrunk to the smallest one that still does.
 */
export async function pullGenerated(session: Session): Promise<void> {
  const { sequence, listNames } = session;
  const someName = fc.string({ unit: 'grapheme', maxLength: 12 });
  const name =
    listNames.length > 0
      ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...listNames) }, someName)
      : someName;
  const pull = fc.record(
    {
      LastSequence: fc.oneof(
        fc.constantFrom(0, sequence, sequence + 1),
        fc.integer({ min: 0, max: 0x7fff_ffff }),
      ),
      NeedFriend: fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom('Need_Friend_Type_Yes', '') },
        fc.string({ maxLength: 8 }),
      ),
      GroupName: fc.array(name, { maxLength: 6 }),
    },
    { requiredKeys: ['LastSequence'] },
  );
  await search(session, pull, async (changes) => {
    const correct = { From_Account: session.populated.id, ...changes } as Pull;
    await session.pull(correct);
  });
}

/**
 * Makes requests that hold any JSON values in the page's fields, one or several of which the request schema rejects. Each
 * must fail (F1).
 */
export async function failGenerated(session: Session): Promise<void> {
  const validate = validators[session.target.edition].GroupGetRequest;
  const correct: Record<string, fc.Arbitrary<unknown>> = {
    From_Account: fc.constant(session.populated.id),
    LastSequence: fc.constantFrom(0, session.sequence, session.sequence + 1),
    NeedFriend: fc.constantFrom('Need_Friend_Type_Yes', ''),
    GroupName: fc.subarray(session.listNames),
  };
  const anything = fc.oneof(
    fc.jsonValue({ maxDepth: 1 }),
    fc.constantFrom(...incorrectParametersOf(session.target.edition).map(({ value }) => value ?? null)),
  );
  // Another account may not exist, and the source does not say which of two faults takes precedence.
  const wrongAccount = anything.filter((value) => typeof value !== 'string' || value === '');
  const field = (name: string) =>
    fc.oneof(
      { weight: 2, arbitrary: correct[name] ?? anything },
      name === 'From_Account' ? wrongAccount : anything,
    );
  const body = fc
    .record(Object.fromEntries(requestFields.map((name) => [name, field(name)])), { requiredKeys: [] })
    .filter((request) => !validate(withoutUnspecifiedNulls(request, session.target.edition)));
  await search(session, body, async (request) => {
    await session.mustFail('F1', { body: request }, 'a generated incorrect request', incorrectParameter);
  });
}

/** The request without the fields whose null the contract does not specify (B5). */
function withoutUnspecifiedNulls(request: Record<string, unknown>, edition: EditionId): object {
  const optional = optionalFieldsOf(edition);
  return Object.fromEntries(
    Object.entries(request).filter(([name, value]) => value !== null || !optional.includes(name)),
  );
}

/** Makes bodies that are no JSON object; each must fail (F4). */
export async function malformGenerated(session: Session): Promise<void> {
  const json = JSON.stringify({ From_Account: session.populated.id, LastSequence: 0 });
  const cut = fc.integer({ min: 0, max: json.length - 1 }).map((length) => json.slice(0, length));
  const value = fc
    .jsonValue({ maxDepth: 2 })
    .filter((given) => !isRecord(given))
    .map((given) => JSON.stringify(given));
  const text = fc.string({ maxLength: 20 }).filter((given) => !isRecord(parsedJson(given)));
  await search(session, fc.oneof(cut, value, text), async (body) => {
    await session.mustFail('F4', { body }, 'a generated body', malformedBody);
  });
}

/** Searches for a value on which `run` brings about a breach, shrinks it, and notes the command that reproduces it. */
async function search<T>(
  session: Session,
  arbitrary: fc.Arbitrary<T>,
  run: (value: T) => Promise<void>,
): Promise<void> {
  const { seed, generatedRequests: numRuns } = session.options;
  const breaches = session.breachCount;
  const property = fc.asyncProperty(arbitrary, async (value) => {
    const before = session.breachCount;
    await run(value);
    return session.breachCount === before;
  });
  const { error } = (await fc.check(property, { seed, numRuns, interruptAfterTimeLimit: timeLimitMs })) as {
    error?: unknown;
  };
  // The property throws only errors that end the run: the target is out of reach.
  if (session.breachCount === breaches && error instanceof Error) throw error;
  if (session.breachCount > breaches) session.replayedBy(breaches, `npm run contract -- --seed ${seed}`);
}
