import net, { type AddressInfo, type Socket } from 'node:net';
import tls from 'node:tls';
import type { ServedApp } from '../../client/settings/settings.ts';
import { path } from '../../spec/generated/contract.ts';
import { answerCall, referenceSteps, type Steps } from '../group-get.ts';
import { worldOf } from '../world.ts';

/** A call to a hostile target, read whole, and what its answer can be made of. */
export interface HostileCall {
  socket: Socket;
  /** JSON text of the reference target's answer. */
  honest: string;
  /** Calls that came before, on any connection. */
  before: number;
  /** Base URLs to redirect to: the listener's own, and that of another listener. */
  urls: { own: string; elsewhere: string };
  /** Pause between two bytes that are sent one by one. */
  dripMs: number;
  /** Resets every open connection, and the next ones: this many. */
  goAway(connections: number): void;
}

export interface HostileListenerOptions {
  app: ServedApp;
  /** Answers a call by writing to its socket, or misbehaves. */
  answer: (call: HostileCall) => void;
  /** Handles a connection; the listener then reads no calls from it. */
  accept?: ((socket: Socket) => void) | undefined;
  /** Number of first calls that get the reference target's answer, before `answer` and `accept` apply. Default 0. */
  honestCalls?: number;
  steps?: Partial<Steps> | undefined;
  tls?: tls.TlsOptions | undefined;
  /** The URL says https although there is no TLS. */
  claimsTls?: boolean | undefined;
  elsewhere?: string;
  dripMs?: number;
}

/** A listener on 127.0.0.1, and its counters. */
export interface HostileListener {
  url: string;
  connections: number;
  openConnections: number;
  calls: number;
  /** Calls to paths other than the contract's. */
  strayCalls: number;
  /** Bytes of calls; with TLS, those after the handshake. */
  receivedBytes: number;
  /** Bytes handed to the network on the connection that took the largest number. */
  maxSentBytes: number;
  /** UserSigs of the calls. No report may hold one. */
  userSigs: Set<string>;
  close(): void;
}

/** A whole HTTP/1.1 answer with further header lines. */
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

/** Listens on an ephemeral port and hands each call to `answer`. */
export async function startHostileListener(options: HostileListenerOptions): Promise<HostileListener> {
  const { app, accept, honestCalls = 0, elsewhere = '', dripMs = 50 } = options;
  const steps: Steps = { ...referenceSteps, ...options.steps };
  const world = worldOf(app);
  const open = new Set<Socket>();
  let connectionsToReset = 0;

  const listener: HostileListener = {
    url: '',
    connections: 0,
    get openConnections() {
      return open.size;
    },
    calls: 0,
    strayCalls: 0,
    receivedBytes: 0,
    maxSentBytes: 0,
    userSigs: new Set(),
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
  const goAway = (connections: number) => {
    connectionsToReset = connections;
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
      listener.maxSentBytes = Math.max(listener.maxSentBytes, socket.bytesWritten);
    });
    if (connectionsToReset > 0) {
      connectionsToReset -= 1;
      return socket.resetAndDestroy();
    }
    if (accept && listener.calls >= honestCalls) {
      // Node reports the end of a connection only once its bytes are read.
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

/** Reads requests as the suite and the load engine write them: one after the other, sized by Content-Length. */
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
