import {
  composeUserSig,
  decodeUserSig,
  signUserSig,
  type UserSigClaims,
  userSigJson,
  userSigSignature,
} from '../../client/credentials/usersig.ts';
import type { Target } from '../../client/settings/settings.ts';

/** A query whose credentials must be rejected (F5), as a change to a correct query. */
export interface WrongCredentials {
  is: string;
  query: Record<string, string | undefined>;
}

const daySeconds = 86_400;
const otherIdentifier = 'somebody_else';

/**
 * Credentials that are missing or belong to something else, and forgeries made from a valid UserSig alone.
 * @param userSig a valid one for the target's admin
 */
export function wrongCredentials(target: Target, userSig: string): WrongCredentials[] {
  const otherApp = target.sdkAppId === 0xffff_ffff ? target.sdkAppId - 1 : target.sdkAppId + 1;
  const cases: WrongCredentials[] = [
    { is: 'usersig missing', query: { usersig: undefined } },
    { is: 'usersig empty', query: { usersig: '' } },
    { is: 'usersig of one letter', query: { usersig: 'x' } },
    { is: 'usersig of random letters', query: { usersig: 'eJwtzMEKgkAURuF3uetwfu9cRwe' } },
    { is: 'usersig cut in half', query: { usersig: userSig.slice(0, userSig.length / 2) } },
    { is: 'usersig in lower case', query: { usersig: userSig.toLowerCase() } },
    { is: 'usersig turned round', query: { usersig: [...userSig].reverse().join('') } },
    { is: 'sdkappid missing', query: { sdkappid: undefined } },
    { is: 'sdkappid empty', query: { sdkappid: '' } },
    { is: 'sdkappid no number', query: { sdkappid: 'app' } },
    {
      is: 'sdkappid with its last digit left out',
      query: { sdkappid: String(target.sdkAppId).slice(0, -1) },
    },
    { is: 'sdkappid beyond 32 bits', query: { sdkappid: String(target.sdkAppId + 2 ** 32) } },
    { is: 'sdkappid of another app', query: { sdkappid: String(otherApp) } },
    { is: 'identifier missing', query: { identifier: undefined } },
    { is: 'identifier empty', query: { identifier: '' } },
    { is: 'identifier with a letter more', query: { identifier: `${target.identifier}x` } },
    { is: 'identifier with a letter less', query: { identifier: target.identifier.slice(0, -1) } },
    { is: 'identifier with a blank', query: { identifier: `${target.identifier} ` } },
    { is: 'identifier of another user', query: { identifier: otherIdentifier } },
    {
      is: 'all credentials missing',
      query: { sdkappid: undefined, identifier: undefined, usersig: undefined },
    },
  ];
  const decoded = decodeUserSig(userSig);
  if (!decoded) return cases;
  const { claims, signature } = decoded;
  const tampered = (is: string, changes: Partial<UserSigClaims>, query: WrongCredentials['query'] = {}) =>
    cases.push({ is, query: { usersig: composeUserSig({ ...claims, ...changes }, signature), ...query } });
  const resigned = (is: string, changed: string) =>
    cases.push({ is, query: { usersig: composeUserSig(claims, changed) } });
  tampered('UserSig made to live longer, not signed anew', {
    expireSeconds: claims.expireSeconds + daySeconds,
  });
  tampered('UserSig made younger, not signed anew', { timeSeconds: claims.timeSeconds + 1 });
  tampered(
    'UserSig given to another user, not signed anew',
    { identifier: otherIdentifier },
    { identifier: otherIdentifier },
  );
  tampered(
    'UserSig given to another app, not signed anew',
    { sdkAppId: otherApp },
    { sdkappid: String(otherApp) },
  );
  resigned('signature inside empty', '');
  resigned('signature inside cut short', signature.slice(0, 8));
  resigned('signature inside in another case', swapCase(signature));
  resigned('signature inside changed in its first byte', flip(signature, 0));
  resigned('signature inside changed in its last byte', flip(signature, 31));
  // Right claims and signature, but not deflated.
  const plain = Buffer.from(userSigJson(claims, signature)).toString('base64').replaceAll('=', '_');
  cases.push({ is: 'UserSig not deflated', query: { usersig: plain } });
  return cases;
}

/** Forgeries that need the app's key, or a similar one, to sign. */
export function wronglySignedCredentials(target: Target, secretKey: string): WrongCredentials[] {
  const nowSeconds = Math.floor(Date.now() / 1000);
  const { sdkAppId, identifier } = target;
  const good: UserSigClaims = { identifier, sdkAppId, timeSeconds: nowSeconds, expireSeconds: daySeconds };
  const signed = (changes: Partial<UserSigClaims>, key = secretKey) => {
    const claims = { ...good, ...changes };
    return composeUserSig(claims, userSigSignature(key, claims));
  };
  const otherApp = sdkAppId === 0xffff_ffff ? sdkAppId - 1 : sdkAppId + 1;
  return [
    // Signed two days ago for one day: clocks differ by less.
    { is: 'UserSig expired', query: { usersig: signed({ timeSeconds: nowSeconds - 2 * daySeconds }) } },
    {
      is: 'UserSig expired after a short life',
      query: { usersig: signed({ timeSeconds: nowSeconds - daySeconds, expireSeconds: 60 }) },
    },
    {
      is: 'UserSig signed with another key',
      query: { usersig: signUserSig(`${secretKey}x`, sdkAppId, identifier, daySeconds) },
    },
    {
      is: 'UserSig of a day ago, of no life',
      query: { usersig: signed({ timeSeconds: nowSeconds - daySeconds, expireSeconds: 0 }) },
    },
    { is: 'UserSig signed with an empty key', query: { usersig: signed({}, '') } },
    { is: 'UserSig signed for another user', query: { usersig: signed({ identifier: otherIdentifier }) } },
    { is: 'UserSig signed for another app', query: { usersig: signed({ sdkAppId: otherApp }) } },
    {
      is: 'another app with a UserSig signed for it by this key',
      query: { sdkappid: String(otherApp), usersig: signed({ sdkAppId: otherApp }) },
    },
  ];
}

/** The base64 text with one bit of one byte flipped. */
function flip(base64: string, byte: number): string {
  const bytes = Buffer.from(base64, 'base64');
  bytes[byte] = (bytes[byte] ?? 0) ^ 1;
  return bytes.toString('base64');
}

function swapCase(text: string): string {
  return [...text]
    .map((letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()))
    .join('');
}
