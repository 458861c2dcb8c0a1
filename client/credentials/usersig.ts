import { createHmac, timingSafeEqual } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import tls from 'tls-sig-api-v2';

/** The fields of a UserSig, version 2, without its signature. Times in seconds. */
export interface UserSigClaims {
  identifier: string;
  sdkAppId: number;
  /** Unix time of signing. */
  timeSeconds: number;
  /** Lifetime from then on. */
  expireSeconds: number;
}

/** Why a UserSig is rejected, as the vendor's public codes. */
export type UserSigFault = 70001 | 70003 | 70009 | 70013 | 70014;

const maxJsonBytes = 4096;

/** Signs a UserSig that is valid from now for `expireSeconds`, with the vendor's own library. */
export function signUserSig(
  secretKey: string,
  sdkAppId: number,
  identifier: string,
  expireSeconds: number,
): string {
  return new tls.Api(sdkAppId, secretKey).genUserSig(identifier, expireSeconds);
}

/**
 * Builds a UserSig of any claims: an expired one, or one whose signature does not match its claims. The vendor's library
 * only signs from now on.
 */
export function composeUserSig(claims: UserSigClaims, signature: string): string {
  return escapeBase64(deflateSync(userSigJson(claims, signature)).toString('base64'));
}

/** The JSON text inside a UserSig. */
export function userSigJson(claims: UserSigClaims, signature: string): string {
  return JSON.stringify({
    'TLS.ver': '2.0',
    'TLS.identifier': claims.identifier,
    'TLS.sdkappid': claims.sdkAppId,
    'TLS.time': claims.timeSeconds,
    'TLS.expire': claims.expireSeconds,
    'TLS.sig': signature,
  });
}

/** base64 of HMAC-SHA256 over the four claims, one per line. */
export function userSigSignature(secretKey: string, claims: UserSigClaims): string {
  const lines = [
    `TLS.identifier:${claims.identifier}`,
    `TLS.sdkappid:${claims.sdkAppId}`,
    `TLS.time:${claims.timeSeconds}`,
    `TLS.expire:${claims.expireSeconds}`,
  ];
  return createHmac('sha256', secretKey)
    .update(`${lines.join('\n')}\n`)
    .digest('base64');
}

/** Reads the claims and the signature of a UserSig without verifying them; undefined for any other text. */
export function decodeUserSig(userSig: string): { claims: UserSigClaims; signature: string } | undefined {
  if (!/^[A-Za-z0-9*_-]+$/.test(userSig)) return undefined;
  try {
    const base64 = userSig.replaceAll('*', '+').replaceAll('-', '/').replaceAll('_', '=');
    const json = inflateSync(Buffer.from(base64, 'base64'), { maxOutputLength: maxJsonBytes }).toString(
      'utf8',
    );
    const fields = JSON.parse(json) as Record<string, unknown>;
    const claims = {
      identifier: fields['TLS.identifier'],
      sdkAppId: fields['TLS.sdkappid'],
      timeSeconds: fields['TLS.time'],
      expireSeconds: fields['TLS.expire'],
    };
    const signature = fields['TLS.sig'];
    if (typeof claims.identifier !== 'string' || typeof signature !== 'string') return undefined;
    if (![claims.sdkAppId, claims.timeSeconds, claims.expireSeconds].every(Number.isSafeInteger))
      return undefined;
    return { claims: claims as UserSigClaims, signature };
  } catch {
    return undefined;
  }
}

/**
 * Verifies a UserSig for an app and an identifier (F5).
 * @returns undefined when it is valid, else the public code that names its fault
 */
export function verifyUserSig(
  userSig: string,
  expected: { secretKey: string; sdkAppId: number; identifier: string; nowSeconds: number },
): UserSigFault | undefined {
  const decoded = decodeUserSig(userSig);
  if (decoded === undefined) return 70003;
  const { claims, signature } = decoded;
  const given = Buffer.from(signature);
  const right = Buffer.from(userSigSignature(expected.secretKey, claims));
  if (given.length !== right.length || !timingSafeEqual(given, right)) return 70009;
  if (claims.sdkAppId !== expected.sdkAppId) return 70014;
  if (claims.identifier !== expected.identifier) return 70013;
  if (expected.nowSeconds >= claims.timeSeconds + claims.expireSeconds) return 70001;
  return undefined;
}

function escapeBase64(base64: string): string {
  return base64.replaceAll('+', '*').replaceAll('/', '-').replaceAll('=', '_');
}
