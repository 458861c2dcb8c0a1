import { generate } from 'selfsigned';

/** PEM texts of a key and its self-signed certificate. */
export interface SelfSigned {
  key: string;
  cert: string;
}

/**
 * Makes a certificate for the given DNS names and IP addresses; for the project's own tests.
 * @param days first and last day of its validity, counted from now; default: a year from now on
 */
export async function selfSigned(
  names: { dns?: string[]; ip?: string[] },
  days: { from: number; to: number } = { from: 0, to: 365 },
): Promise<SelfSigned> {
  const inDays = (count: number) => new Date(Date.now() + count * 86_400_000);
  const altNames = [
    ...(names.dns ?? []).map((value) => ({ type: 2 as const, value })),
    ...(names.ip ?? []).map((ip) => ({ type: 7 as const, ip })),
  ];
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'self-signed' }], {
    keyType: 'ec',
    notBeforeDate: inDays(days.from),
    notAfterDate: inDays(days.to),
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  return { key, cert };
}
