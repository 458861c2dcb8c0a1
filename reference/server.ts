import type { AddressInfo, Socket } from 'node:net';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { Answer } from './group-get.ts';
import { createService, maxRequestBytes, type ServiceOptions, type ServiceRequest } from './service.ts';

export interface ReferenceTargetOptions extends ServiceOptions {
  /** 0, the default, takes a free one. */
  port?: number;
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

/** Serves `group_get` on 127.0.0.1 over HTTP or HTTPS: the target that every clause is true of. */
export async function startReferenceTarget(options: ReferenceTargetOptions): Promise<ReferenceTarget> {
  const service = createService(options);
  const connectionIds = new WeakMap<Socket, number>();
  let connections = 0;
  const arrivalsMs: number[] = [];

  const server = createServer(options.tls);
  // The server reads every body, whatever the Content-Type says or the method allows: `answerCall` judges it.
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  for (const method of ['GET', 'PROPFIND'])
    server.addHttpMethod(method, { hasBody: true, overrideExisting: true });
  server.server.on(options.tls ? 'secureConnection' : 'connection', (socket: Socket) => {
    connections += 1;
    connectionIds.set(socket, connections);
  });

  server.addHook('onRequest', async (request) => {
    if (options.logArrivals && request.url !== '/arrivals')
      arrivalsMs.push(performance.timeOrigin + performance.now());
  });
  if (options.logArrivals) server.get('/arrivals', async () => arrivalsMs);

  server.setNotFoundHandler(async (request, reply) => {
    const connectionId = connectionIds.get(request.raw.socket) ?? 0;
    const { answer, delayMs } = service.answer(readRequest(request), {
      atMs: performance.now(),
      connectionId,
    });
    if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
    return send(answer, request, reply);
  });
  // Errors get the envelope as well, those of the server library included: a body that is too large, a bad URL.
  server.setErrorHandler(async (_error, request, reply) =>
    send(service.answerError(readRequest(request)), request, reply),
  );

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
    bodyLimit: maxRequestBytes,
    forceCloseConnections: true,
    keepAliveTimeout: 60_000,
    exposeHeadRoutes: false,
  };
  // The two overloads differ only in the type of the underlying server, which nothing here depends on.
  return tls ? (Fastify({ ...common, https: tls }) as unknown as FastifyInstance) : Fastify(common);
}

function readRequest({ method, url, body }: FastifyRequest): ServiceRequest {
  return { method, url, body: typeof body === 'string' ? body : '' };
}

function send(answer: Answer, request: FastifyRequest, reply: FastifyReply): FastifyReply | undefined {
  if (typeof answer !== 'string') return reply.code(answer.status).headers(answer.headers).send(answer.body);
  reply.hijack();
  if (answer === 'reset') request.raw.socket.resetAndDestroy();
  return undefined;
}
