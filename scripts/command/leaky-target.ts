import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { encodings } from '../../client/credentials/secret-traces.ts';
import { secretKey } from './canary-secrets.ts';

/** A target that sends back the UserSig and the key, in every place where a target can put text. For tests. */

/** Shapes of an answer, each with the text in all of its places. */
const shapes: Record<string, (text: string) => { status: number; type: string; body: string }> = {
  'an OK': (text) => json({ ...okay(text), Deep: { [text]: [{ [text]: text }] }, [text]: text }),
  'an OK with contradictory fields': (text) =>
    json({ ...okay(text), ResultItem: [...okay(text).ResultItem, ...okay(text).ResultItem] }),
  'a FAIL': (text) => json({ ActionStatus: 'FAIL', ErrorCode: 30003, ErrorInfo: text, ErrorDisplay: text }),
  'a FAIL with lists': (text) =>
    json({ ...okay(text), ActionStatus: 'FAIL', ErrorCode: 60003, ErrorInfo: text }),
  'wrong types': (text) =>
    json({ ...okay(text), CurrentSequence: text, ErrorCode: text, ActionStatus: text }),
  'a wrong number': (text) => json({ ...okay(text), ResultItem: [{ GroupName: text, FriendNumber: text }] }),
  'a page': (text) => ({ status: 500, type: `text/html; ${token(text)}`, body: `<h1>${text}</h1>` }),
  'no JSON': (text) => ({ status: 200, type: 'application/json', body: text }),
};
export const shapeCount = Object.keys(shapes).length;

const token = (text: string) => text.replace(/[^\w%+/=.*-]/g, '.');
const fieldName = (text: string) => text.replace(/[^\w%+*-]/g, '-').slice(0, 200);

function okay(text: string) {
  return {
    ActionStatus: 'OK',
    ErrorCode: 0,
    ErrorInfo: text,
    ErrorDisplay: text,
    CurrentSequence: 7,
    ResultItem: [{ GroupName: text, FriendNumber: 1, To_Account: [text], [text]: text }],
  };
}

function json(value: object) {
  return { status: 200, type: 'application/json', body: JSON.stringify(value) };
}

/**
 * Serves until the function ends. Answers go through the shapes, secrets and encodings in turn, so that a few calls meet each.
 * @param names the encodings; default: all
 */
export async function withLeakyTarget<T>(
  names: readonly string[],
  run: (url: string, sent: Set<string>) => Promise<T>,
): Promise<T> {
  const sent = new Set<string>();
  let calls = 0;
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const userSig = new URL(request.url ?? '', 'http://a').searchParams.get('usersig') ?? '';
    if (userSig.length >= 16) sent.add(userSig);
    const turn = calls++;
    const secret = Math.floor(turn / shapeCount) % 2 === 0 ? userSig : secretKey;
    const part = turn % 5 === 4 ? secret.slice(12, 40) : secret;
    const encode = encodings[names[turn % names.length] ?? 'bare'] ?? String;
    const text = encode(part);
    const shape = Object.values(shapes)[turn % shapeCount];
    const { status, type, body } = shape?.(text) ?? { status: 500, type: 'text/plain', body: '' };
    response.writeEarlyHints({ link: `<${token(text)}>; rel=preload`, 'x-early': token(text) });
    response.writeHead(status, token(text), {
      'content-type': turn % 3 === 1 ? `text/${token(text)}` : type,
      'x-echo': token(text),
      [fieldName(text) || 'x']: token(text),
      trailer: 'x-late',
    });
    response.write(body);
    response.addTrailers({ 'x-late': token(text) });
    response.end();
  };
  const server = createServer((request, response) => {
    request.resume().on('end', () => answer(request, response));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, sent);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}
