import { isLoopback } from './loopback.ts';
import { UsageError } from './run-errors.ts';

/** The proxy that the environment puts before a target. */
export interface Proxy {
  /** The variable that names it. */
  variable: string;
  /** May hold a password. */
  url: string;
}

/** The variables that name a proxy for an HTTPS URL, the first pair that has a value before the next. */
const proxyVariables = [
  ['https_proxy', 'HTTPS_PROXY'],
  ['http_proxy', 'HTTP_PROXY'],
] as const;

/**
 * Decides whether calls to an HTTPS URL go through a proxy. The variables mean what they mean to undici's
 * EnvHttpProxyAgent, and a name in NO_PROXY stands for its subdomains too. A loopback URL never has a proxy.
 * @throws UsageError when the variable does not hold the URL of a proxy
 */
export function proxyOf(url: URL, env: Readonly<Record<string, string | undefined>>): Proxy | undefined {
  if (isLoopback(url) || isExcepted(url, env.no_proxy ?? env.NO_PROXY ?? '')) return undefined;
  for (const names of proxyVariables) {
    const variable = names.find((name) => env[name] !== undefined);
    const proxyUrl = variable === undefined ? undefined : env[variable];
    if (variable === undefined || !proxyUrl) continue;
    if (!/^(https?|socks5?):\/\//i.test(proxyUrl) || !URL.canParse(proxyUrl))
      throw new UsageError(`${variable} is not the URL of a proxy; give one such as http://proxy.test:3128`);
    return { variable, url: proxyUrl };
  }
  return undefined;
}

/** @param noProxy host names separated by commas or white space, each with an optional port; or * alone for every host */
function isExcepted(url: URL, noProxy: string): boolean {
  if (noProxy === '*') return true;
  const port = url.port || '443';
  return noProxy
    .toLowerCase()
    .split(/[\s,]+/)
    .some((entry) => {
      const [, host, onlyPort = port] = /^(?:\*?\.)?(.+?)(?::(\d+))?$/.exec(entry) ?? [];
      return host !== undefined && onlyPort === port && `.${url.hostname}`.endsWith(`.${host}`);
    });
}
