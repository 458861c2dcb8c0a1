import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Client } from '../../client/call/client.ts';
import type { Exchange } from '../../client/call/exchange.ts';
import { callUserSigSeconds, isLoopback, type Target } from '../../client/settings/settings.ts';
import { Inconclusive, UsageError } from '../../client/settings/usage-error.ts';
import { exitCodes, runCommand } from '../command/command.ts';
import { addressesOf, certificateOf, tcpInWords } from '../doctor/connection-checks.ts';
import { pullAll, pulledLists } from '../doctor/pulled-lists.ts';
import { refusalOf } from '../doctor/refusal-in-words.ts';
import { inNumber } from '../report/words/measures.ts';
import { oneLine } from '../report/words/shown-text.ts';
import { reportFolder } from '../run/report-folder.ts';
import { targetInWords, withTarget } from '../run/with-target.ts';

const help = `npm run doctor

Looks at everything that a run needs, from the version of Node to the lists of the populated account, and says what to do
about what is not right. Makes three calls at most (more only while the target says "try again") and changes nothing there.

Exit codes: 0 all is well, 1 the target's answer breaks the contract, 2 the settings are wrong, 3 the target cannot be judged.`;

/** A clock that is off by less is the network's doing, or the rounding of the header. */
const leastSkewSeconds = 5;

/** What was found wrong. */
class Ill extends Error {
  readonly remedy: string;
  readonly exitCode: number;
  constructor(message: string, remedy: string, exitCode: number = exitCodes.inconclusive) {
    super(message);
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}

let exitCode: number = exitCodes.pass;

function tell(mark: '✓' | '✗' | '–' | 'i', name: string, text: string, remedy = ''): void {
  console.log(`${mark} ${name.padEnd(14)} ${oneLine(text, 400)}`);
  if (remedy !== '') console.log(`${' '.repeat(17)}→ ${remedy}`);
}

/** Makes a check and tells what came of it; what it finds wrong ends the checks that come after it. */
async function check(name: string, make: () => string | Promise<string>): Promise<void> {
  try {
    tell('✓', name, await make());
  } catch (error) {
    const ill = illOf(error as Error);
    tell('✗', name, ill.message, ill.remedy);
    exitCode = ill.exitCode;
    throw ill;
  }
}

function illOf(error: Error): Ill {
  if (error instanceof Ill) return error;
  if (error instanceof UsageError) return new Ill(error.message, '', exitCodes.usage);
  const { code } = error as NodeJS.ErrnoException;
  const text = error.message || code || 'no reason given';
  return new Ill(
    code && !text.includes(code) ? `${text} (${code})` : text,
    'is TARGET_URL right, and does the network (VPN, firewall, proxy) let you there?',
  );
}

function supportedNode(): string {
  const { engines } = JSON.parse(
    readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'),
  ) as {
    engines: { node: string };
  };
  const [major = 0, minor = 0] = engines.node.replace('>=', '').split('.').map(Number);
  const [ownMajor = 0, ownMinor = 0] = process.versions.node.split('.').map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return process.version;
  throw new Ill(`${process.version} is not supported`, `install Node ${engines.node}`, exitCodes.usage);
}

async function checkConnection({ url, ca }: Target): Promise<void> {
  const { hostname, protocol } = url;
  if (!isLoopback(url) && (process.env.HTTPS_PROXY || process.env.https_proxy)) {
    for (const name of ['DNS', 'TCP', 'TLS']) tell('–', name, 'not looked at: a proxy is set');
    return;
  }
  if (isIP(hostname.replace(/^\[|\]$/g, '')) > 0) tell('–', 'DNS', 'the target is named by its address');
  else await check('DNS', () => addressesOf(hostname));
  await check('TCP', () => tcpInWords(url));
  if (protocol === 'http:') {
    tell('–', 'TLS', 'plain HTTP, which only a loopback target may speak');
    return;
  }
  await check('TLS', async () => {
    const { issuer, expires, expiresSoon, fault } = await certificateOf(url, ca);
    const shown = `issued by ${issuer}, valid until ${expires.toISOString().slice(0, 10)}`;
    if (fault !== null) {
      throw new Ill(
        `the certificate does not verify (${fault}); ${shown}`,
        'set TARGET_CA to a PEM file of its issuer; until then no credential is sent',
      );
    }
    return expiresSoon ? `${shown}: soon` : shown;
  });
}

/** The clock matters to a UserSig that is signed here; a call that is accepted all the same shows that it is near enough. */
function checkClock({ credential }: Target, exchange: Exchange, tookMs: number): void {
  const theirMs = Date.parse(exchange.shown().response?.headers.date ?? '');
  // The header is cut to the second, and was written about half the call's time ago.
  const skewSeconds = (Date.now() - tookMs / 2 - (theirMs + 500)) / 1000;
  if (Number.isNaN(skewSeconds)) tell('–', 'clock', 'the answer has no Date header to compare with');
  else if (Math.abs(skewSeconds) < leastSkewSeconds) tell('✓', 'clock', "agrees with the target's");
  else {
    const ahead = skewSeconds > 0;
    const off = `${Math.abs(skewSeconds).toFixed(0)} s ${ahead ? 'ahead of' : 'behind'} the target's`;
    const meaning = ahead
      ? 'a UserSig signed here seems to come from the future'
      : `a UserSig signed here lives ${callUserSigSeconds} s and seems to be that much older`;
    if (credential.kind === 'userSig') tell('i', 'clock', `${off}; your UserSig does not hang on it`);
    else tell('i', 'clock', `${off}; ${meaning}`, "set this machine's clock (NTP)");
  }
}

async function checkAnswers(target: Target): Promise<void> {
  const { populated, empty, unknown } = target.fixtures.accounts;
  const client = new Client(target);
  try {
    const startMs = performance.now();
    const exchange = await pullAll(client, populated.id);
    const tookMs = performance.now() - startMs;
    if (exchange.judgement !== null) checkClock(target, exchange, tookMs);
    const refusal = refusalOf(exchange, populated.id);
    const passed = (at: NonNullable<typeof refusal>['at'], told: string) => () => {
      if (refusal?.at === at) throw new Ill(refusal.what, refusal.remedy, refusal.exitCode);
      return told;
    };
    await check('answer', passed('answer', `in the envelope, in ${Math.round(tookMs)} ms`));
    await check('signature', passed('signature', `accepted of ${target.identifier}`));
    await check('account', passed('account', `'${populated.id}' is there`));
    await check('lists', () => listsInWords(target, exchange));
    if (empty === undefined) tell('–', 'empty account', 'the fixtures name none (accounts.empty)');
    else {
      const answer = await pullAll(client, empty.id);
      await check('empty account', () => {
        const { judgement } = answer;
        const lists = pulledLists(answer).items.length;
        if (judgement?.kind === 'ok' && lists === 0) return `'${empty.id}' has no lists`;
        const what =
          judgement?.kind === 'ok' ? `has ${lists} lists` : `fails with ErrorCode ${judgement?.errorCode}`;
        throw new Ill(`'${empty.id}' ${what}`, 'name an account without lists, or none', exitCodes.usage);
      });
    }
    if (unknown === undefined) tell('–', 'unknown', 'the fixtures name none (accounts.unknown)');
    else {
      const { judgement } = await pullAll(client, unknown.id);
      await check('unknown', () => {
        if (judgement?.kind === 'fail') return `'${unknown.id}' fails with ErrorCode ${judgement.errorCode}`;
        throw new Ill(`'${unknown.id}' is there`, 'name an account that does not exist', exitCodes.usage);
      });
    }
  } finally {
    await client.close();
  }
}

function listsInWords({ fixtures }: Target, exchange: Exchange): string {
  const { sequence, items } = pulledLists(exchange);
  const { lists: declared, currentSequence } = fixtures.accounts.populated;
  const shown = inNumber(items.length, 'list');
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
  throw new Ill(
    `not as declared: ${wrong.slice(0, 5).join('; ')}`,
    'mend the fixtures (`npm run init` writes what the target tells), or the target',
    exitCodes.usage,
  );
}

await runCommand(async () => {
  const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } });
  if (values.help) {
    console.log(help);
    return exitCodes.pass;
  }
  try {
    await check('Node', supportedNode);
    await check('report folder', () => reportFolder(process.env));
    await withTarget(process.env, async (target) => {
      tell('✓', 'target', `${targetInWords(target)}, edition ${target.edition}`);
      tell('✓', 'fixtures', process.env.TARGET_FIXTURES || "the page's sample data");
      await checkConnection(target);
      await checkAnswers(target);
    });
  } catch (error) {
    if (error instanceof Ill) return exitCode;
    if (!(error instanceof UsageError || error instanceof Inconclusive)) throw error;
    tell('✗', error instanceof UsageError ? 'settings' : 'answer', error.message);
    return error instanceof UsageError ? exitCodes.usage : exitCodes.inconclusive;
  }
  return exitCode;
});
