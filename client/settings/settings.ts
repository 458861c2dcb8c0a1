import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { type EditionId, editionIds, path, type RegionId, regions } from '../../spec/generated/contract.ts';
import { signUserSig } from '../credentials/usersig.ts';
import { embeddedFixtures, type Fixtures, readFixtures } from './fixtures.ts';
import { UsageError } from './usage-error.ts';

/** Everything that a run knows of its target. */
export interface Target {
  /** Base URL, without a slash at its end; `/v4/sns/group_get` is appended. */
  url: URL;
  sdkAppId: number;
  identifier: string;
  credential: { kind: 'key'; secretKey: string } | { kind: 'userSig'; userSig: string };
  fixtures: Fixtures;
  edition: EditionId;
  /** PEM text of certificates trusted beside the system's. */
  ca: string | undefined;
  /** The harness's own reference target serves. */
  embedded: boolean;
  /** Set when the target was chosen by region (C3). */
  region: RegionId | undefined;
  /** Variable of the environment that puts a proxy before the target; loopback is never behind one. */
  proxy?: string | undefined;
}

type Environment = Record<string, string | undefined>;

/** What the reference target must know to serve a run. */
export interface ServedApp {
  sdkAppId: number;
  identifier: string;
  secretKey: string;
  fixtures: Fixtures;
  edition: EditionId;
}

/** Protects nothing: it signs for the reference target alone. */
const embeddedSecretKey = 'key-of-the-embedded-reference-target';

/**
 * Reads the TARGET_* variables.
 * @param startEmbedded serves the app on loopback and gives its base URL; called only when no target is named.
 * @throws UsageError for what is missing, malformed or contradictory.
 */
export async function readTarget(
  env: Environment,
  startEmbedded: (app: ServedApp) => Promise<string>,
): Promise<Target> {
  const { url, region } = readUrl(env);
  const ca = readCa(env.TARGET_CA);
  if (url === undefined) {
    if (readSecret(env, 'TARGET_USERSIG') !== undefined)
      throw new UsageError('TARGET_USERSIG is set without a target; set TARGET_URL too');
    const app = readServedApp(env);
    return {
      ...app,
      url: new URL(await startEmbedded(app)),
      credential: { kind: 'key', secretKey: app.secretKey },
      ca,
      embedded: true,
      region: undefined,
    };
  }
  const proxy = proxyVariable(url, env);
  return { ...readApp(env), url, region, credential: readCredential(env), ca, embedded: false, proxy };
}

/** Reads what a reference target should serve; the same variables that tell a run what its target holds. */
export function readServedApp(env: Environment): ServedApp {
  return { ...readApp(env), secretKey: readSecret(env, 'TARGET_SECRET_KEY') ?? embeddedSecretKey };
}

function readApp(env: Environment): Omit<ServedApp, 'secretKey'> {
  return {
    sdkAppId: readSdkAppId(env.TARGET_SDKAPPID),
    identifier: env.TARGET_IDENTIFIER || 'admin',
    fixtures: env.TARGET_FIXTURES ? readFixtures(env.TARGET_FIXTURES) : embeddedFixtures(),
    edition: readEdition(env.TARGET_EDITION),
  };
}

/** Long enough for a call and its further tries, and for clocks that differ by some minutes. */
export const callUserSigSeconds = 300;

/** A UserSig for the target's admin: signed to live as long as its use needs, or the one that was given. */
export function adminUserSig(target: Target, lifetimeSeconds: number = callUserSigSeconds): string {
  const { credential, sdkAppId, identifier } = target;
  if (credential.kind === 'userSig') return credential.userSig;
  return signUserSig(credential.secretKey, sdkAppId, identifier, Math.ceil(lifetimeSeconds));
}

export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  // An IPv4 address written as IPv6 comes out of URL in hex.
  if (host === 'localhost' || host === '::1' || /^::ffff:7f[0-9a-f]{2}:/.test(host)) return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

/** Which of the usual variables names a proxy for this URL, unless NO_PROXY excepts its host. */
function proxyVariable(url: URL, env: Environment): string | undefined {
  const variable = ['https_proxy', 'HTTPS_PROXY'].find((name) => env[name]);
  if (variable === undefined || isLoopback(url)) return undefined;
  const port = url.port || '443';
  const excepted = (env.no_proxy ?? env.NO_PROXY ?? '').split(/[\s,]+/).some((entry) => {
    const [, host = '', only] = /^\*?\.?([^:]*)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
    if (entry === '*') return true;
    return host !== '' && `.${url.hostname}`.endsWith(`.${host}`) && (only ?? port) === port;
  });
  return excepted ? undefined : variable;
}

function readUrl(env: Environment): { url: URL | undefined; region: RegionId | undefined } {
  const { TARGET_URL: text, TARGET_REGION: region } = env;
  if (text && region) throw new UsageError('both TARGET_URL and TARGET_REGION are set; keep one of them');
  if (region) {
    if (!isRegion(region)) {
      throw new UsageError(`TARGET_REGION is '${region}'; choose one of ${Object.keys(regions).join(', ')}`);
    }
    return { url: new URL(regions[region]), region };
  }
  return { url: text ? parseBaseUrl(text) : undefined, region: undefined };
}

function parseBaseUrl(text: string): URL {
  const expected = `give a base URL such as https://console.tim.qq.com; ${path} is appended`;
  if (!URL.canParse(text)) throw new UsageError(`TARGET_URL is not a URL; ${expected}`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new UsageError(`TARGET_URL has the scheme ${url.protocol.slice(0, -1)}; ${expected}`);
  }
  if (url.username || url.password)
    throw new UsageError(`TARGET_URL holds a user name or password; ${expected}`);
  if (url.search || url.hash) throw new UsageError(`TARGET_URL holds a query or fragment; ${expected}`);
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw new UsageError('TARGET_URL is plain HTTP to a host that is not loopback (C1); use https://');
  }
  url.pathname = url.pathname.replace(/\/+$/, '');
  if (url.pathname.endsWith(path))
    throw new UsageError(`TARGET_URL ends in ${path}, which is appended; leave it off`);
  return url;
}

function readCredential(env: Environment): Target['credential'] {
  const secretKey = readSecret(env, 'TARGET_SECRET_KEY');
  if (secretKey !== undefined) return { kind: 'key', secretKey };
  const userSig = readSecret(env, 'TARGET_USERSIG');
  if (userSig !== undefined) return { kind: 'userSig', userSig };
  throw new UsageError('no credentials for the target; set TARGET_SECRET_KEY (or TARGET_USERSIG)');
}

/** A secret out of its variable, or out of the file that the variable's name with _FILE names; never out of an option. */
function readSecret(env: Environment, name: 'TARGET_SECRET_KEY' | 'TARGET_USERSIG'): string | undefined {
  const file = env[`${name}_FILE`];
  if (!file) return env[name] || undefined;
  if (env[name]) throw new UsageError(`both ${name} and ${name}_FILE are set; keep one of them`);
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read ${name}_FILE ${file} (${(error as NodeJS.ErrnoException).code})`);
  }
  const secret = text.replace(/\r?\n$/, '');
  if (secret === '') throw new UsageError(`${name}_FILE ${file} is empty`);
  return secret;
}

function readSdkAppId(text: string | undefined): number {
  if (!text) return 88888888;
  const sdkAppId = Number(text);
  if (!/^\d+$/.test(text) || sdkAppId < 1 || sdkAppId > 0xffff_ffff) {
    throw new UsageError('TARGET_SDKAPPID is not a positive 32-bit integer');
  }
  return sdkAppId;
}

function readEdition(text: string | undefined): EditionId {
  const edition = text || editionIds[0];
  if (!(editionIds as readonly string[]).includes(edition)) {
    throw new UsageError(`TARGET_EDITION is '${edition}'; choose one of ${editionIds.join(', ')}`);
  }
  return edition as EditionId;
}

function readCa(path: string | undefined): string | undefined {
  if (!path) return undefined;
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    throw new UsageError(`cannot read TARGET_CA ${path} (${(error as NodeJS.ErrnoException).code})`);
  }
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new UsageError(`TARGET_CA ${path} holds no PEM certificate`);
  }
  return pem;
}

function isRegion(region: string): region is RegionId {
  return Object.hasOwn(regions, region);
}
