import type { Exchange } from '../../client/call/exchange.ts';
import { isPublicCode } from '../../client/judge/error-code.ts';
import { calledTooOftenCodes, errorCodes, path, tryAgainCodes } from '../../spec/generated/contract.ts';
import { exitCodes } from '../command/exit-codes.ts';

/** Why a pull of an account that should exist failed, and what the caller can do. */
export interface Refusal {
  /** The part that was examined when it failed. */
  at: 'answer' | 'signature' | 'account';
  what: string;
  remedy: string;
  exitCode: number;
}

const advice: Record<number, string> = {
  30004: 'set TARGET_IDENTIFIER to an admin of the app',
  60006: 'set TARGET_SDKAPPID to the app of the key',
  60010: 'set TARGET_IDENTIFIER to an admin of the app',
  60012: 'set TARGET_SDKAPPID',
  60020: "renew the app's package",
  60021: "allow this machine's address in the app",
  70001: "give a fresh TARGET_USERSIG, or set this machine's clock",
  70009: 'set TARGET_SECRET_KEY to the key of this app',
  70013: 'sign the UserSig for TARGET_IDENTIFIER',
  70014: 'sign the UserSig for TARGET_SDKAPPID',
  70016: 'set TARGET_SDKAPPID to an app that has a key',
  70020: 'set TARGET_SDKAPPID to an app that exists, in this region',
};

const accountCodes = new Set([30003, 70107]);
/** The service, or its gateway, serves nothing at the path; it has not looked at the credentials. */
const pathCodes = new Set([60002, 60009]);
const pathStatuses = new Set([301, 302, 303, 307, 308, 404, 405, 410]);
const pathRemedy = `the path is wrong, not the key: TARGET_URL is the base URL, to which ${path} is appended`;

/** @returns undefined when the pull returned the account's lists in the right shape */
export function refusalOf({ fault, judgement, status }: Exchange, account: string): Refusal | undefined {
  if (judgement === null) {
    const remedy = 'try again; if it persists, ask who runs the target';
    return { at: 'answer', what: `no answer: ${fault}`, remedy, exitCode: exitCodes.inconclusive };
  }
  const [breach] = judgement.breaches;
  if (breach || judgement.kind === 'malformed') {
    return {
      at: 'answer',
      what: `HTTP ${status}, and the answer breaks ${breach?.clause ?? 'E2'}: ${breach?.reason ?? 'no envelope'}`,
      remedy:
        judgement.kind === 'malformed' && pathStatuses.has(status ?? 0)
          ? pathRemedy
          : 'is TARGET_URL the URL of the service? `npm run contract` reports every breach',
      exitCode: exitCodes.fail,
    };
  }
  if (judgement.kind === 'ok') return undefined;
  const code = judgement.errorCode ?? 0;
  const said = `ErrorCode ${code}${errorCodes[code] ? ` (${errorCodes[code]})` : ''}`;
  if (calledTooOftenCodes.includes(code) || tryAgainCodes.includes(code)) {
    return { at: 'answer', what: said, remedy: 'try again later', exitCode: exitCodes.inconclusive };
  }
  if (accountCodes.has(code)) {
    const remedy = 'name an account that exists: accounts.populated.id in the fixtures, or --account';
    return { at: 'account', what: `${said} for '${account}'`, remedy, exitCode: exitCodes.usage };
  }
  if (pathCodes.has(code)) return { at: 'answer', what: said, remedy: pathRemedy, exitCode: exitCodes.usage };
  if (isPublicCode(code) || advice[code]) {
    const remedy = advice[code] ?? 'check TARGET_SDKAPPID, TARGET_IDENTIFIER and the key';
    return { at: 'signature', what: said, remedy, exitCode: exitCodes.usage };
  }
  return {
    at: 'answer',
    what: said,
    remedy: 'see `npm run contract`',
    exitCode: exitCodes.inconclusive,
  };
}
