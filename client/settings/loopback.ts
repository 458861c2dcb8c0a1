import { isIP } from 'node:net';

/** Whether a URL's host is this machine by its address or as localhost; the name is not looked up. */
export function isLoopback(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  // URL writes an IPv4 address within IPv6 in hexadecimal.
  if (host === 'localhost' || host === '::1' || /^::ffff:7f[0-9a-f]{2}:/.test(host)) return true;
  return isIP(host) === 4 && host.startsWith('127.');
}
