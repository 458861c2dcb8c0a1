import {
  type EditionId,
  editionAliases,
  editionIds,
  editions,
  path,
  type RegionId,
  regionIds,
} from '../../spec/generated/contract.ts';
import { signUserSig } from '../credentials/usersig.ts';
import { embeddedFixtures, type Fixtures, readFixtures, sampleFixtures } from './fixtures.ts';
import { isLoopback } from './loopback.ts';
import { proxyOf } from './proxy.ts';
import { readInputFile, readInputText } from './read-input-file.ts';
import { UsageError } from './run-errors.ts';
import { foreignTargetVariables, variablesOfNamedTarget } from './target-variables.ts';

/** Everything that a run knows about its target. */
export interface Target {
  /** Base URL, without a slash at its end; `/v4/sns/group_get` is appended. */
  url: URL;
  sdkAppId: number;
  identifier: string;
  credential: { kind: 'key'; secretKey: string } | { kind: 'userSig'; userSig: string };
  fixtures: Fixtures;
  edition: EditionId;
  /** PEM text of certificates trusted in addition to the system's. */
  ca: string | undefined;
  /** Whether the target is the harness's own reference target. */
  embedded: boolean;
  /** Set when the target was chosen by region (C3). */
  region: RegionId | undefined;
  /** The variable of the environment that puts a proxy before the target; absent when calls go straight to it. */
  proxy?: string;
  /** That proxy's URL, which may hold a password. */
  proxyUrl?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * How the user gave the values of variables, by variable: `{ TARGET_EDITION: '--edition' }` for a value that an option of a
 * command put there. Error messages then name the option. A variable that is absent here was set in the environment.
 */
export type GivenAs = Readonly<Record<string, string>>;

/** The variables of a run with the names that error messages give them. */
class Settings {
  readonly #env: Environment;
  readonly #givenAs: GivenAs;

  /** @throws UsageError for a variable of ours that is empty or misspelt */
  constructor(env: Environment, givenAs: GivenAs) {
    foreignTargetVariables(env);
    this.#env = env;
    this.#givenAs = givenAs;
  }

  /** The value of a variable; undefined when it is unset. */
  valueOf(variable: string): string | undefined {
    return this.#env[variable];
  }

  /** The option or variable that the user wrote. */
  nameOf(variable: string): string {
    return Object.hasOwn(this.#givenAs, variable) ? (this.#givenAs[variable] as string) : variable;
  }

  /** @throws UsageError for a setting that describes a target, where none is named */
  expectNoneOfNamedTarget(): void {
    const stray = variablesOfNamedTarget.find((variable) => this.valueOf(variable) !== undefined);
    if (stray === undefined) return;
    throw new UsageError(
      `${this.nameOf(stray)} is set, but no target is; set TARGET_URL or TARGET_REGION, or say --embedded for the embedded one`,
    );
  }

  /** @throws UsageError when both variables are set */
  refuseBoth(one: string, other: string): void {
    if (this.valueOf(one) !== undefined && this.valueOf(other) !== undefined)
      throw new UsageError(`both ${this.nameOf(one)} and ${this.nameOf(other)} are set; keep one of them`);
  }
}

/** The app that a reference target serves. */
export interface ServedApp {
  sdkAppId: number;
  identifier: string;
  secretKey: string;
  fixtures: Fixtures;
  edition: EditionId;
}

/** No secret: it signs only for the reference target. */
const embeddedSecretKey = 'key-of-the-embedded-reference-target';

/**
 * Reads the TARGET_* variables.
 * @param startEmbedded serves the app on loopback and resolves to its base URL; called only when no target is named.
 * @param givenAs names the options that set variables, so that errors name what the user wrote:
 * `readTarget({ ...env, TARGET_EDITION: values.edition }, start, { TARGET_EDITION: '--edition' })`
 * @param embeddedMeant the user said --embedded: the variables say what the embedded target serves
 * @throws UsageError for a setting that is missing, empty, misspelt or malformed, or contradicts another
 */
export async function readTarget(
  env: Environment,
  startEmbedded: (app: ServedApp) => Promise<string>,
  givenAs: GivenAs = {},
  embeddedMeant = false,
): Promise<Target> {
  const settings = new Settings(env, givenAs);
  const { url, region } = readUrl(settings);
  if (url === undefined && !embeddedMeant) settings.expectNoneOfNamedTarget();
  const ca = readCa(settings);
  if (url === undefined) {
    if (readSecret(settings, 'TARGET_USERSIG') !== undefined)
      throw new UsageError(
        `the embedded target takes a key and no ready UserSig; unset ${settings.nameOf('TARGET_USERSIG')}`,
      );
    const app = servedApp(settings);
    return {
      ...app,
      url: new URL(await startEmbedded(app)),
      credential: { kind: 'key', secretKey: app.secretKey },
      ca,
      embedded: true,
      region: undefined,
    };
  }
  const proxy = proxyOf(url, env);
  return {
    ...readApp(settings, sampleFixtures),
    url,
    region,
    credential: readCredential(settings),
    ca,
    embedded: false,
    ...(proxy && { proxy: proxy.variable, proxyUrl: proxy.url }),
  };
}

/**
 * Reads what a reference target should serve, from the variables that tell a run what its target holds.
 * @param givenAs as for readTarget
 * @throws UsageError as readTarget does
 */
export function readServedApp(env: Environment, givenAs: GivenAs = {}): ServedApp {
  const settings = new Settings(env, givenAs);
  if (settings.valueOf('TARGET_EDITION') === 'auto') {
    const name = settings.nameOf('TARGET_EDITION');
    throw new UsageError(`${name} is 'auto'; choose one of ${editionIds.join(', ')} to serve`);
  }
  return servedApp(settings);
}

function servedApp(settings: Settings): ServedApp {
  return {
    ...readApp(settings, embeddedFixtures),
    secretKey: readSecret(settings, 'TARGET_SECRET_KEY') ?? embeddedSecretKey,
  };
}

/** @param unlessGiven what the target holds when the user gives no fixtures */
function readApp(settings: Settings, unlessGiven: () => Fixtures): Omit<ServedApp, 'secretKey'> {
  const fixtures = settings.valueOf('TARGET_FIXTURES');
  return {
    sdkAppId: readSdkAppId(settings),
    identifier: settings.valueOf('TARGET_IDENTIFIER') ?? 'admin',
    fixtures: fixtures === undefined ? unlessGiven() : readFixtures(fixtures),
    edition: readEdition(settings),
  };
}

/** Long enough for a call and its retries, and for clocks that differ by some minutes. */
export const callUserSigSeconds = 300;

/** A UserSig for the target's admin: signed to be valid for the given time, or the one that the user gave. */
export function adminUserSig(target: Target, lifetimeSeconds: number = callUserSigSeconds): string {
  const { credential, sdkAppId, identifier } = target;
  if (credential.kind === 'userSig') return credential.userSig;
  return signUserSig(credential.secretKey, sdkAppId, identifier, Math.ceil(lifetimeSeconds));
}

function readUrl(settings: Settings): { url: URL | undefined; region: RegionId | undefined } {
  settings.refuseBoth('TARGET_URL', 'TARGET_REGION');
  const region = settings.valueOf('TARGET_REGION');
  if (region !== undefined) return readRegion(region, settings);
  const text = settings.valueOf('TARGET_URL');
  const url = text === undefined ? undefined : parseBaseUrl(text, settings.nameOf('TARGET_URL'));
  return { url, region: undefined };
}

/** @param name the option or variable that held the text */
function parseBaseUrl(text: string, name: string): URL {
  const expected = `give a base URL such as https://console.tim.qq.com; ${path} is appended`;
  if (!URL.canParse(text)) throw new UsageError(`${name} is not a URL; ${expected}`);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw new UsageError(`${name} has the scheme ${url.protocol.slice(0, -1)}; ${expected}`);
  }
  if (url.username || url.password)
    throw new UsageError(`${name} holds a user name or password; ${expected}`);
  if (url.search || url.hash) throw new UsageError(`${name} holds a query or fragment; ${expected}`);
  if (url.protocol === 'http:' && !isLoopback(url)) {
    throw new UsageError(`${name} is plain HTTP to a host that is not loopback (C1); use https://`);
  }
  url.pathname = url.pathname.replace(/\/+$/, '');
  if (url.pathname.endsWith(path))
    throw new UsageError(`${name} ends in ${path}, which is appended; leave it off`);
  return url;
}

function readCredential(settings: Settings): Target['credential'] {
  const secretKey = readSecret(settings, 'TARGET_SECRET_KEY');
  if (secretKey !== undefined) return { kind: 'key', secretKey };
  const userSig = readSecret(settings, 'TARGET_USERSIG');
  if (userSig !== undefined) return { kind: 'userSig', userSig };
  throw new UsageError('no credentials for the target; set TARGET_SECRET_KEY (or TARGET_USERSIG)');
}

/** Reads a secret from its variable, or from the file that the variable NAME_FILE names. No option holds a secret. */
function readSecret(
  settings: Settings,
  variable: 'TARGET_SECRET_KEY' | 'TARGET_USERSIG',
): string | undefined {
  const fileVariable = `${variable}_FILE`;
  const file = settings.valueOf(fileVariable);
  if (file === undefined) return plausible(settings.valueOf(variable), settings.nameOf(variable));
  settings.refuseBoth(variable, fileVariable);
  const name = settings.nameOf(fileVariable);
  const secret = readInputText(file, name).replace(/\r?\n$/, '');
  if (secret === '') throw new UsageError(`${name} ${file} is empty; write the secret into it`);
  return plausible(secret, `${name} ${file}`);
}

/** More than any key has, and than a request can carry of a UserSig. */
const maxSecretCharacters = 4096;

/** @throws UsageError for a text so long that another file must be meant */
function plausible<Secret extends string | undefined>(secret: Secret, name: string): Secret {
  if (secret !== undefined && secret.length > maxSecretCharacters)
    throw new UsageError(
      `${name} holds ${secret.length} characters, and a secret has ${maxSecretCharacters} at most; is it the right file?`,
    );
  return secret;
}

function readSdkAppId(settings: Settings): number {
  const text = settings.valueOf('TARGET_SDKAPPID');
  if (text === undefined) return 88888888;
  const sdkAppId = Number(text);
  if (!/^\d+$/.test(text) || sdkAppId < 1 || sdkAppId > 0xffff_ffff) {
    throw new UsageError(`${settings.nameOf('TARGET_SDKAPPID')} is not a positive 32-bit integer`);
  }
  return sdkAppId;
}

/** The edition that TARGET_EDITION names; the default one for `auto`, until `detectEdition` has found the target's. */
function readEdition(settings: Settings): EditionId {
  const text = settings.valueOf('TARGET_EDITION');
  if (text === undefined || text === 'auto') return editionIds[0];
  const edition = editionIds.find((id) => id === (editionAliases[text] ?? text));
  if (edition !== undefined) return edition;
  const name = settings.nameOf('TARGET_EDITION');
  throw new UsageError(`${name} is '${text}'; choose one of ${editionIds.join(', ')}, or auto`);
}

/** The host of a region (C3): one of the chosen edition's, or of any edition's where the edition is yet to be found. */
function readRegion(region: string, settings: Settings): { url: URL; region: RegionId } {
  const edition = readEdition(settings);
  const candidates = settings.valueOf('TARGET_EDITION') === 'auto' ? editionIds : [edition];
  const known = regionIds.find((id) => id === region);
  const named = candidates.findLast((id) => known !== undefined && editions[id].hosts[known] !== undefined);
  const host = known && named && editions[named].hosts[known];
  if (known && host) return { url: new URL(host), region: known };
  const name = `${settings.nameOf('TARGET_REGION')} is '${region}'`;
  const elsewhere = editionIds.filter((id) => known !== undefined && editions[id].hosts[known] !== undefined);
  if (elsewhere.length > 0) {
    throw new UsageError(
      `${name}, which edition ${edition} does not name; set ${settings.nameOf('TARGET_EDITION')} to ${elsewhere.join(' or ')}`,
    );
  }
  const choices = [...new Set(candidates.flatMap((id) => Object.keys(editions[id].hosts)))];
  throw new UsageError(`${name}; choose one of ${choices.join(', ')}`);
}

function readCa(settings: Settings): string | undefined {
  const file = settings.valueOf('TARGET_CA');
  if (file === undefined) return undefined;
  const name = settings.nameOf('TARGET_CA');
  // Comments between the certificates may have any encoding.
  const pem = readInputFile(file, name).toString('latin1');
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    throw new UsageError(`${name} ${file} holds no PEM certificate`);
  }
  return pem;
}
