import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, rootCertificates, type TLSSocket } from 'node:tls';
import { formatMs } from '../report/words/quantities.ts';

const timeoutMs = 5000;
const soonDays = 14;

/** The addresses of a host name, in words. @throws Error with the resolver's code */
export async function addressesOf(host: string): Promise<string> {
  const addresses = await lookup(host, { all: true });
  return addresses.map(({ address }) => address).join(', ');
}

/** The host and port of a URL. */
function endpointOf(url: URL): { host: string; port: number } {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { host, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) };
}

/** How long connecting takes, in words. @throws Error when there is no connection */
export async function tcpInWords(url: URL): Promise<string> {
  const startMs = performance.now();
  const socket = connectTcp(endpointOf(url));
  await connected(socket, 'connect');
  socket.destroy();
  return `connected in ${formatMs(performance.now() - startMs)}`;
}

/** The certificate that a target shows. It need not verify, since nothing is sent. */
export interface ShownCertificate {
  issuer: string;
  expires: Date;
  expiresSoon: boolean;
  /** Why it does not verify; null when it verifies. */
  fault: string | null;
}

/** @throws Error when there is no TLS connection */
export async function certificateOf(url: URL, ca: string | undefined): Promise<ShownCertificate> {
  const { host, port } = endpointOf(url);
  const socket: TLSSocket = connectTls({
    host,
    port,
    ...(isIP(host) === 0 && { servername: host }),
    ...(ca !== undefined && { ca: [...rootCertificates, ca] }),
    rejectUnauthorized: false,
  });
  await connected(socket, 'secureConnect');
  const { issuer, valid_to } = socket.getPeerCertificate();
  const fault = socket.authorized ? null : String(socket.authorizationError);
  socket.destroy();
  const expires = new Date(valid_to);
  return {
    issuer: [issuer?.O ?? issuer?.CN ?? 'unnamed'].flat().join(', '),
    expires,
    expiresSoon: expires.getTime() - Date.now() < soonDays * 86_400_000,
    fault,
  };
}

function connected(socket: Socket, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.setTimeout(timeoutMs, () => socket.destroy(new Error(`no connection within ${timeoutMs} ms`)));
    socket.once('error', reject);
    socket.once(event, () => resolve());
  });
}
