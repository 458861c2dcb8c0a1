import type { AddressInfo, Socket } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Fixtures } from '../client/settings/fixtures.ts';
import type { ServedApp } from '../client/settings/settings.ts';
import {
  type Account,
  type Answer,
  answerCall,
  type Call,
  referenceSteps,
  type Steps,
  type World,
} from './group-get.ts';
import { createLimiter, type LimiterOptions } from './limiter.ts';

export interface ReferenceTargetOptions {
  app: ServedApp;
  /** 0, the default, takes a free one. */
  port?: number;
  /** Default: a fixed window of 200 calls a second. */
  limiter?: LimiterOptions;
  /** Overrides of single steps: a mutant or a conforming variant. */
  steps?: Partial<Steps>;
  /** PEM texts; with them the target speaks HTTPS. */
  tls?: { key: string; cert: string };
  /** Keep the time of every arrival, and serve them as JSON at GET /arrivals. */
  logArrivals?: boolean;
}

export interface ReferenceTarget {
  /** Base URL on 127.0.0.1, without a slash at its end. */
  url: string;
  /** Arrival times of calls since the start, in ms of the Unix epoch with fractions; empty unless logged. */
  arrivalsMs: readonly number[];
  close(): Promise<void>;
}

const maxBodyBytes = 1024 * 1024;

/** Serves `group_get` on 127.0.0.1 over HTTP or HTTPS: the target that every clause is true of. */
export async function startReferenceTarget(options: ReferenceTargetOptions): Promise<ReferenceTarget> {
  const steps: Steps = { ...referenceSteps, ...options.steps };
  const world = worldOf(options.app);
  const limiter = createLimiter(options.limiter ?? { kind: 'fixed-window', ceilingPerSecond: 200 });
  const connectionIds = new WeakMap<Socket, number>();
  let connections = 0;
  const arrivalsMs: number[] = [];

  const server = createServer(options.tls);
  // Bodies are read as they come, whatever their Content-Type says or the method allows: judging them is `answerCall`'s.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.addHttpMethod('GET', { hasBody: true, overrideExisting: true });
  server.server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections += 1;
    connectionIds.set(socket, connections);
  });

  server.addHook('onRequest', async (request) => {
    if (options.logArrivals && request.url !== '/arrivals')
      arrivalsMs.push(performance.timeOrigin + performance.now());
  });
  if (options.logArrivals) server.get('/arrivals', async () => arrivalsMs);

  const answer = (request: FastifyRequest): { call: Call; answer: Answer } => {
    const call = callOf(request);
    const admit = () => limiter.admit(performance.now(), connectionIds.get(request.raw.socket) ?? 0);
    return { call, answer: answerCall(steps, world, call, admit) };
  };
  server.setNotFoundHandler(async (request, reply) => {
    const { call, answer: given } = answer(request);
    const delayMs = steps.delayMs(call);
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    if (typeof given === 'string') {
      reply.hijack();
      if (given === 'reset') request.raw.socket.resetAndDestroy();
      return;
    }
    return reply.code(given.status).headers(given.headers).send(given.body);
  });
  // What the server library itself refuses (a body too large, a bad URL) is answered in the envelope as well.
  server.setErrorHandler(async (_error, request, reply) => {
    const failed = steps.respond(steps.failure(60008, callOf(request)), callOf(request));
    if (typeof failed === 'string') return reply.hijack();
    return reply.code(failed.status).headers(failed.headers).send(failed.body);
  });

  await server.listen({ host: '127.0.0.1', port: options.port ?? 0 });
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    arrivalsMs,
    close: () => server.close(),
  };
}

function createServer(tls: ReferenceTargetOptions['tls']): FastifyInstance {
  const common = {
    bodyLimit: maxBodyBytes,
    forceCloseConnections: true,
    keepAliveTimeout: 60_000,
    exposeHeadRoutes: false,
  };
  // The two overloads differ in the type of the underlying server alone, which nothing here depends on.
  return tls ? (Fastify({ ...common, https: tls }) as unknown as FastifyInstance) : Fastify(common);
}

function callOf(request: FastifyRequest): Call {
  const [path = '', search = ''] = splitOnce(request.url, '?');
  return {
    method: request.method,
    path,
    query: new URLSearchParams(search),
    body: typeof request.body === 'string' ? request.body : '',
  };
}

function splitOnce(text: string, mark: string): [string, string] {
  const index = text.indexOf(mark);
  return index < 0 ? [text, ''] : [text.slice(0, index), text.slice(index + 1)];
}

/**
 * The accounts of the fixtures, the admin and the non-admin, and one account beside them with lists of its own, so that
 * a leak between accounts has something to leak (S10).
 */
export function worldOf(app: ServedApp): World {
  const { populated, empty } = app.fixtures.accounts;
  const nonAdmin = app.fixtures.identities?.nonAdmin;
  const bystander = {
    id: 'bystander',
    sequence: 7,
    lists: [{ name: 'bystanders', friends: [populated.id] }],
  };
  const bare = [empty?.id, nonAdmin?.identifier, app.identifier].filter((id) => id !== undefined);
  const accounts: Account[] = [
    ...bare.map((id) => ({ id, sequence: 0, lists: [] })),
    bystander,
    populatedAccount(populated),
  ];
  return {
    sdkAppId: app.sdkAppId,
    secretKey: app.secretKey,
    admins: new Set([app.identifier]),
    accounts: new Map(accounts.map((account) => [account.id, account])),
    edition: app.edition,
  };
}

function populatedAccount({
  id,
  currentSequence = 1,
  lists = {},
}: Fixtures['accounts']['populated']): Account {
  return {
    id,
    sequence: currentSequence,
    lists: Object.entries(lists).map(([name, friends]) => ({ name, friends })),
  };
}
