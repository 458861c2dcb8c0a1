import { type Agent, buildConnector, Pool } from 'undici';
import { maxInterimResponses } from '../judge/judge-answer.ts';

/** Maximum length of an interim response's head. */
const maxHeadBytes = 16 * 1024;
const statusLine = /^HTTP\/1\.[01] 100[ \r]/;
const statusLineBytes = 'HTTP/1.1 100 '.length;

/**
 * Connections for undici's agents, direct or through a proxy, that skip `100 Continue` before an answer. HTTP lets a server
 * send it unasked (RFC 9110, 15.2). Undici drops the connection on it, and a conforming target would look out of reach. Undici
 * itself skips other interim responses.
 */
export const poolWithoutContinue: NonNullable<Agent.Options['factory']> = (origin, options: Pool.Options) => {
  const { connect: given } = options;
  const connect = typeof given === 'function' ? given : buildConnector({ ...given });
  return new Pool(origin, {
    ...options,
    connect: (to, callback) =>
      connect(to, (...outcome) => {
        const [, socket] = outcome;
        if (socket) skipContinue(socket);
        callback(...outcome);
      }),
  });
};

/** Looks for interim responses only between a write and the answer to it, where they can come. */
function skipContinue(socket: NonNullable<Parameters<buildConnector.Callback>[1]>): void {
  const { read, write } = socket;
  let beforeAnswer = false;
  let skipped = 0;
  let held = Buffer.alloc(0);
  socket.write = (...given: unknown[]) => {
    beforeAnswer = true;
    skipped = 0;
    return Reflect.apply(write, socket, given) as boolean;
  };
  socket.read = (size?: number) => {
    for (;;) {
      const chunk = read.call(socket, size) as Buffer | null;
      if (chunk === null || !beforeAnswer) return chunk;
      held = Buffer.concat([held, chunk]);
      let isInterim = true;
      while (isInterim && held.length >= statusLineBytes) {
        isInterim = statusLine.test(held.toString('latin1', 0, statusLineBytes));
        const end = held.indexOf('\r\n\r\n');
        if (isInterim && end >= 0 && skipped < maxInterimResponses) {
          held = held.subarray(end + 4);
          skipped += 1;
        } else if (isInterim && skipped === maxInterimResponses) isInterim = false;
        else if (held.length <= maxHeadBytes) break;
        else isInterim = false;
      }
      if (isInterim) continue;
      const answer = held;
      held = Buffer.alloc(0);
      beforeAnswer = false;
      return answer;
    }
  };
}
