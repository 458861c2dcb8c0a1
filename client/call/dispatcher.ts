import { rootCertificates } from 'node:tls';
import { Agent, type Dispatcher, ProxyAgent } from 'undici';
import type { Target } from '../settings/settings.ts';
import { poolWithoutContinue } from './unasked-continue.ts';

/** Dispatchers that carry a client's calls. */
export interface Dispatchers {
  /** Uses a connection for many calls. */
  kept: Dispatcher;
  /** Uses a connection for one call. */
  fresh: Dispatcher;
}

/** Connections to the target, through its proxy if it has one, that trust TARGET_CA beside the system's certificates. */
export function dispatchersTo(target: Target, connectTimeoutMs: number): Dispatchers {
  return {
    kept: dispatcherTo(target, connectTimeoutMs),
    fresh: dispatcherTo(target, connectTimeoutMs, { pipelining: 0 }),
  };
}

function dispatcherTo(target: Target, connectTimeoutMs: number, options: Agent.Options = {}): Dispatcher {
  const connect = {
    // The default, but NODE_TLS_REJECT_UNAUTHORIZED=0 would change it.
    rejectUnauthorized: true,
    // A call's own timeout does not reach undici before there is a connection.
    timeout: connectTimeoutMs,
    ...(target.ca !== undefined && { ca: [...rootCertificates, target.ca] }),
  };
  const agentOptions = { ...options, connect, factory: poolWithoutContinue };
  return target.proxyUrl === undefined
    ? new Agent(agentOptions)
    : new ProxyAgent({ ...agentOptions, uri: target.proxyUrl, requestTls: connect, proxyTls: connect });
}
