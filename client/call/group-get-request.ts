import { randomInt } from 'node:crypto';
import { path } from '../../spec/generated/contract.ts';
import type { Target } from '../settings/settings.ts';

/** The query of a call, in the order of the page's sample URL (C2). The value of usersig is a secret. */
export interface CallQuery {
  sdkappid: string;
  identifier: string;
  usersig: string;
  random: string;
  contenttype: string;
}

/** @param random below 2^31 by default, so that only the checks of C2 catch a target that reads a signed integer */
export function callQuery(target: Target, userSig: string, random = randomInt(1, 2 ** 31)): CallQuery {
  return {
    sdkappid: String(target.sdkAppId),
    identifier: target.identifier,
    usersig: userSig,
    random: String(random),
    contenttype: 'json',
  };
}

/** One call, ready to be sent. `path` begins after the host and holds the UserSig in its query: never print it. */
export interface GroupGetRequest {
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** @param body a string is sent as it is, any other value as JSON */
export function groupGetRequest(target: Target, query: object, body: unknown): GroupGetRequest {
  return {
    path: `${callPath(target)}?${new URLSearchParams(query as Record<string, string>)}`,
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  };
}

/** Path of the call below the target's base path. */
export function callPath(target: Target): string {
  return `${target.url.pathname.replace(/\/$/, '')}${path}`;
}

/** Every byte as a percent escape; a URL parser reads the same text. */
export function percentEncoded(text: string): string {
  return [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
