import { isIP } from 'node:net';
import { Client } from '../../client/call/client.ts';
import type { Exchange } from '../../client/call/exchange.ts';
import { keptLine } from '../../client/call/untrusted-text.ts';
import { packageManifest } from '../../client/settings/package-manifest.ts';
import { Inconclusive, UsageError } from '../../client/settings/run-errors.ts';
import { callUserSigSeconds, type Target } from '../../client/settings/settings.ts';
import { exitCodes } from '../command/exit-codes.ts';
import { formatCount } from '../report/words/quantities.ts';
import { reportFolder } from '../run/report-folder.ts';
import { type TargetChoice, targetInWords, withTarget } from '../run/with-target.ts';
import { addressesOf, certificateOf, tcpInWords } from './connection-checks.ts';
import { pullAll, pulledLists } from './pulled-lists.ts';
import { type Refusal, refusalOf } from './refusal-in-words.ts';

/** What an examination says about one part of what a run needs. */
export interface Diagnosis {
  /** A problem ends the examination. */
  kind: 'fine' | 'problem' | 'not examined' | 'hint';
  /** "DNS", "signature". */
  part: string;
  text: string;
  /** What the user can do about it. */
  remedy?: string;
  /** Of a problem. */
  exitCode?: number;
}

/** Receives each diagnosis as soon as it is made. */
export type Listener = (diagnosis: Diagnosis) => void;

const maxTextCharacters = 380;
/** A smaller offset comes from the network and from the rounding of the Date header. */
const minSkewSeconds = 5;

/** A part that is not as a run needs it. */
class Problem extends Error {
  readonly remedy: string | undefined;
  readonly exitCode: number;
  constructor(message: string, remedy?: string, exitCode: number = exitCodes.inconclusive) {
    super(message);
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

/**
 * Examines everything that a run needs, from the version of Node to the lists of the populated account, up to the first
 * problem. Makes three calls at most (more only while the target says "try again").
 * @returns the exit code
 */
export async function examine(context: TargetChoice, listener: Listener): Promise<number> {
  // Names, headers, certificates and faults are text of the target.
  let mask = (text: string) => text;
  const tell: Listener = (diagnosis) => listener({ ...diagnosis, text: mask(diagnosis.text) });
  const fine = (part: string, text: string) => tell({ kind: 'fine', part, text });
  const problem = (part: string, { message, remedy, exitCode }: Problem) => {
    tell({ kind: 'problem', part, text: message, ...(remedy !== undefined && { remedy }), exitCode });
    return exitCode;
  };
  const check: Check = async (part, look) => {
    let text: string;
    try {
      text = await look();
    } catch (error) {
      const found = problemOf(error as Error);
      problem(part, found);
      throw found;
    }
    fine(part, text);
  };
  try {
    await check('Node', supportedNode);
    await check('report folder', () => reportFolder(context));
    await withTarget(context, async (target) => {
      fine('target', `${targetInWords(target)}, edition ${target.edition}`);
      fine(
        'fixtures',
        context.env.TARGET_FIXTURES ||
          (target.embedded ? "the embedded target's own" : "the page's sample data"),
      );
      const client = new Client(target);
      mask = (text) => keptLine(text, client.secrets, maxTextCharacters);
      try {
        await examineConnection(target, check, tell);
        await examineAnswers(target, client, check, tell);
      } finally {
        await client.close();
      }
    });
    return exitCodes.pass;
  } catch (error) {
    if (error instanceof Problem) return error.exitCode;
    if (error instanceof UsageError) return problem('settings', problemOf(error));
    if (error instanceof Inconclusive) return problem('answer', problemOf(error));
    throw error;
  }
}

/** Examines one part and reports what `look` returns or throws. @throws Problem when it throws */
type Check = (part: string, look: () => string | Promise<string>) => Promise<void>;

function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof UsageError) return new Problem(error.message, undefined, exitCodes.usage);
  if (error instanceof Inconclusive) return new Problem(error.message);
  const { code } = error as NodeJS.ErrnoException;
  const text = error.message || code || 'no reason given';
  return new Problem(
    code && !text.includes(code) ? `${text} (${code})` : text,
    'is TARGET_URL right, and does the network (VPN, firewall, proxy) let you there?',
  );
}

function supportedNode(): string {
  const { engines } = packageManifest();
  const [major = 0, minor = 0] = engines.node.replace('>=', '').split('.').map(Number);
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return process.version;
  throw new Problem(`${process.version} is not supported`, `install Node ${engines.node}`, exitCodes.usage);
}

async function examineConnection({ url, ca, proxy }: Target, check: Check, tell: Listener): Promise<void> {
  const notExamined = (part: string, text: string) => tell({ kind: 'not examined', part, text });
  if (proxy !== undefined) {
    for (const part of ['DNS', 'TCP', 'TLS']) notExamined(part, `calls go through the proxy of ${proxy}`);
    return;
  }
  if (isIP(url.hostname.replace(/^\[|\]$/g, '')) > 0)
    notExamined('DNS', 'the target is given by its address');
  else await check('DNS', () => addressesOf(url.hostname));
  await check('TCP', () => tcpInWords(url));
  if (url.protocol === 'http:') {
    notExamined('TLS', 'plain HTTP, which is allowed for loopback targets only');
    return;
  }
  await check('TLS', async () => {
    const { issuer, expires, expiresSoon, fault } = await certificateOf(url, ca);
    const shown = `issued by ${issuer}, valid until ${expires.toISOString().slice(0, 10)}`;
    if (fault !== null) {
      throw new Problem(
        `the certificate does not verify (${fault}); ${shown}`,
        'set TARGET_CA to a PEM file of its issuer; until then no credential is sent',
      );
    }
    return expiresSoon ? `${shown}: soon` : shown;
  });
}

async function examineAnswers(target: Target, client: Client, check: Check, tell: Listener): Promise<void> {
  const { populated, empty, unknown } = target.fixtures.accounts;
  const startMs = performance.now();
  const exchange = await pullAll(client, populated.id);
  const tookMs = performance.now() - startMs;
  if (exchange.judgement !== null) tell(clockDiagnosis(target, exchange, tookMs));
  const refusal = refusalOf(exchange, populated.id);
  const unlessRefused = (at: Refusal['at'], text: string) => () => {
    if (refusal?.at === at) throw new Problem(refusal.what, refusal.remedy, refusal.exitCode);
    return text;
  };
  await check('answer', unlessRefused('answer', `in the envelope, in ${Math.round(tookMs)} ms`));
  await check('signature', unlessRefused('signature', `accepted for ${target.identifier}`));
  await check('account', unlessRefused('account', `'${populated.id}' exists`));
  await check('lists', () => listsInWords(target, exchange));
  if (empty === undefined) {
    tell({ kind: 'not examined', part: 'empty account', text: 'the fixtures name none (accounts.empty)' });
  } else {
    const answer = await pullAll(client, empty.id);
    await check('empty account', () => {
      const { judgement } = answer;
      const lists = pulledLists(answer).items.length;
      if (judgement?.kind === 'ok' && lists === 0) return `'${empty.id}' has no lists`;
      const what =
        judgement?.kind === 'ok' ? `has ${lists} lists` : `fails with ErrorCode ${judgement?.errorCode}`;
      throw new Problem(`'${empty.id}' ${what}`, 'name an account without lists, or none', exitCodes.usage);
    });
  }
  if (unknown === undefined) {
    tell({ kind: 'not examined', part: 'unknown', text: 'the fixtures name none (accounts.unknown)' });
  } else {
    const { judgement } = await pullAll(client, unknown.id);
    await check('unknown', () => {
      if (judgement?.kind === 'fail') return `'${unknown.id}' fails with ErrorCode ${judgement.errorCode}`;
      throw new Problem(`'${unknown.id}' exists`, 'name an account that does not exist', exitCodes.usage);
    });
  }
}

/** The clock matters to a UserSig that is signed here. A call that is accepted shows that it is near enough. */
function clockDiagnosis({ credential }: Target, exchange: Exchange, tookMs: number): Diagnosis {
  const part = 'clock';
  const theirMs = Date.parse(exchange.shown().response?.headers.date ?? '');
  // The header drops the fraction of the second, and was written about half the call's time ago.
  const skewSeconds = (Date.now() - tookMs / 2 - (theirMs + 500)) / 1000;
  if (Number.isNaN(skewSeconds))
    return { kind: 'not examined', part, text: 'the answer has no Date header to compare with' };
  if (Math.abs(skewSeconds) < minSkewSeconds) return { kind: 'fine', part, text: "agrees with the target's" };
  const ahead = skewSeconds > 0;
  const offset = `${Math.abs(skewSeconds).toFixed(0)} s ${ahead ? 'ahead of' : 'behind'} the target's`;
  if (credential.kind === 'userSig')
    return { kind: 'hint', part, text: `${offset}; your UserSig does not depend on it` };
  const meaning = ahead
    ? 'a UserSig signed here seems to come from the future'
    : `a UserSig signed here is valid for ${callUserSigSeconds} s and seems to be that much older`;
  return { kind: 'hint', part, text: `${offset}; ${meaning}`, remedy: "set this machine's clock (NTP)" };
}

function listsInWords({ fixtures }: Target, exchange: Exchange): string {
  const { sequence, items } = pulledLists(exchange);
  const { lists: declared, currentSequence } = fixtures.accounts.populated;
  const shown = formatCount(items.length, 'list');
  if (declared === undefined)
    return `${shown}; the fixtures declare none, so answers are compared with one another`;
  const held = new Map(items.map((item) => [item.GroupName, (item.To_Account ?? []).toSorted()]));
  const wrong = [
    ...Object.entries(declared).flatMap(([name, friends]) => {
      const users = held.get(name);
      if (users === undefined) return [`'${name}' is missing`];
      return users.join('\n') === friends.toSorted().join('\n') ? [] : [`'${name}' has other users`];
    }),
    ...[...held.keys()]
      .filter((name) => !Object.hasOwn(declared, name))
      .map((name) => `'${name}' is not declared`),
    ...(currentSequence !== undefined && sequence !== currentSequence
      ? [`CurrentSequence is ${sequence}, not ${currentSequence}`]
      : []),
  ];
  if (wrong.length === 0) return `${shown}, as the fixtures declare`;
  throw new Problem(
    `not as declared: ${wrong.slice(0, 5).join('; ')}`,
    'correct the fixtures (`npm run init` writes what the target returns), or the target',
    exitCodes.usage,
  );
}
