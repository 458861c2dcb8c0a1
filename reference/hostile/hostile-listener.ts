import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import type { ServedApp } from '../../client/settings/settings.ts';
import { path } from '../../spec/generated/contract.ts';
import { answerCall, referenceSteps, type Steps } from '../group-get.ts';
import { worldOf } from '../world.ts';

/** A call to a hostile target, read whole, and all that its answer may be made of. */
export interface HostileCall {
  socket: Socket;
  /** JSON text of the answer that the reference target gives. */
  honest: string;
  /** Calls that came before, on any connection. */
  before: number;
  /** The listener's own base URL, and that of another one, to redirect to. */
  urls: { own: string; elsewhere: string };
  /** How long to wait between two bytes where bytes come singly. */
  dripMs: number;
  /** Resets every connection, and those to come for so long. */
  goAway(forMs: number): void;
}

export interface HostileListenerOptions {
  app: ServedApp;
  /** Answers a call by writing to its socket, or does something worse. */
  answer: (call: HostileCall) => void;
  /** Deals with a connection in the stead of reading calls from it. */
  accept?: ((socket: Socket) => void) | undefined;
  /** So many calls are answered as the reference target does, before any of the two is asked. Default 0. */
  honestCalls?: number;
  steps?: Partial<Steps> | undefined;
  tls?: tls.TlsOptions | undefined;
  /** The URL says https although there is no TLS. */
  claimsTls?: boolean | undefined;
  elsewhere?: string;
  dripMs?: number;
}

/** A listener on 127.0.0.1, and what it saw. */
export interface HostileListener {
  url: string;
  connections: number;
  openConnections: number;
  calls: number;
  /** Calls to other paths than the contract's. */
  strayCalls: number;
  /** Bytes of calls; with TLS, what came after the handshake. */
  receivedBytes: number;
  /** What was handed to the network on the connection that took most. */
  mostSentBytes: number;
  /** UserSigs of the calls, which no report may hold. */
  userSigs: Set<string>;
  close(): void;
}

/** An answer as HTTP/1.1 has it, with further header lines. */
export function whole(body: string | Buffer, headers: string[] = [], status = '200 OK'): Buffer {
  const bytes = Buffer.from(body);
  const lines = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/json',
    ...headers,
    `Content-Length: ${bytes.length}`,
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}

/** Listens on an ephemeral port and lets `answer` do as it likes with each call. */
export async function startHostileListener(options: HostileListenerOptions): Promise<HostileListener> {
  const { app, accept, honestCalls = 0, elsewhere = '', dripMs = 50 } = options;
  const steps: Steps = { ...referenceSteps, ...options.steps };
  const world = worldOf(app);
  const open = new Set<Socket>();
  let awayUntilMs = 0;

  const listener: HostileListener = {
    url: '',
    connections: 0,
    get openConnections() {
      return open.size;
    },
    calls: 0,
    strayCalls: 0,
    receivedBytes: 0,
    mostSentBytes: 0,
    userSigs: new Set(),
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
  const goAway = (forMs: number) => {
    awayUntilMs = performance.now() + forMs;
    for (const socket of open) socket.resetAndDestroy();
  };

  const take = (socket: Socket, { method, target, body }: ReadRequest) => {
    const [pathname = '', search = ''] = target.split('?');
    const call = { method, path: pathname, query: new URLSearchParams(search), body };
    if (pathname !== path) listener.strayCalls += 1;
    for (const name of call.query.keys())
      if (name.toLowerCase() === 'usersig') listener.userSigs.add(call.query.get(name) ?? '');
    const before = listener.calls;
    listener.calls += 1;
    const answer = answerCall(steps, world, call, () => true);
    if (typeof answer === 'string') return;
    const honest = String(answer.body);
    if (before < honestCalls) socket.write(whole(honest));
    else options.answer({ socket, honest, before, urls: { own: listener.url, elsewhere }, dripMs, goAway });
  };
  const serve = (socket: Socket) => {
    socket.on('error', () => {});
    socket.on('close', () => {
      listener.mostSentBytes = Math.max(listener.mostSentBytes, socket.bytesWritten);
    });
    if (performance.now() < awayUntilMs) return socket.resetAndDestroy();
    if (accept && listener.calls >= honestCalls) {
      // Unread bytes would hide that the peer has gone.
      socket.resume();
      return accept(socket);
    }
    const read = requestReader((request) => take(socket, request));
    socket.on('data', (chunk) => {
      listener.receivedBytes += chunk.length;
      read(chunk);
    });
  };

  const secure =
    options.tls &&
    tls.createServer(options.tls, serve).on('tlsClientError', (_error, socket) => socket.destroy());
  const server = net.createServer({ noDelay: true }, (socket) => {
    listener.connections += 1;
    open.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => open.delete(socket));
    if (secure) secure.emit('connection', socket);
    else serve(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const scheme = options.tls || options.claimsTls ? 'https' : 'http';
  listener.url = `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return listener;
}

interface ReadRequest {
  method: string;
  target: string;
  body: string;
}

/** Reads requests as both instruments write them: sized by Content-Length, one after the other. */
function requestReader(onRequest: (request: ReadRequest) => void): (chunk: Buffer) => void {
  let bytes = Buffer.alloc(0);
  return (chunk) => {
    bytes = Buffer.concat([bytes, chunk]);
    for (;;) {
      const headEnd = bytes.indexOf('\r\n\r\n');
      if (headEnd < 0) return;
      const head = bytes.toString('latin1', 0, headEnd);
      const bodyEnd = headEnd + 4 + Number(/\r\ncontent-length: *(\d+)/i.exec(head)?.[1] ?? 0);
      if (bytes.length < bodyEnd) return;
      const [method = '', target = ''] = head.split(' ', 2);
      const body = bytes.toString('utf8', headEnd + 4, bodyEnd);
      bytes = bytes.subarray(bodyEnd);
      onRequest({ method, target, body });
    }
  };
}
