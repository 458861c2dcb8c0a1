import { generate } from 'selfsigned';

/** PEM texts of a key and a certificate that vouches for itself. */
export interface SelfSigned {
  key: string;
  cert: string;
}

/** Makes a certificate for the given DNS names and IP addresses, valid from now on; for the project's own tests. */
export async function selfSigned(names: { dns?: string[]; ip?: string[] }): Promise<SelfSigned> {
  const altNames = [
    ...(names.dns ?? []).map((value) => ({ type: 2 as const, value })),
    ...(names.ip ?? []).map((ip) => ({ type: 7 as const, ip })),
  ];
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'self-signed' }], {
    keyType: 'ec',
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  return { key, cert };
}
