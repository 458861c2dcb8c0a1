import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls, rootCertificates, type TLSSocket } from 'node:tls';
import { inMs } from '../report/words/measures.ts';

const timeoutMs = 5000;
const soonDays = 14;

/** The addresses that a host name has, in words. @throws Error with the resolver's code */
export async function addressesOf(host: string): Promise<string> {
  const addresses = await lookup(host, { all: true });
  return addresses.map(({ address }) => address).join(', ');
}

/** Host and port that a URL is connected to. */
export function endpointOf(url: URL): { host: string; port: number } {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { host, port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80) };
}

/** How long a connection takes, in words. @throws Error where none comes about */
export async function tcpInWords(url: URL): Promise<string> {
  const startMs = performance.now();
  const socket = connectTcp(endpointOf(url));
  await connected(socket, 'connect');
  socket.destroy();
  return `connected in ${inMs(performance.now() - startMs)}`;
}

/** The certificate that a target shows; nothing is sent to it, so it need not be trusted to be asked. */
export interface ShownCertificate {
  issuer: string;
  expires: Date;
  expiresSoon: boolean;
  /** Why it does not verify; null when it does. */
  fault: string | null;
}

/** @throws Error where no TLS connection comes about */
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
