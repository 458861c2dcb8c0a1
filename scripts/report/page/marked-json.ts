/** A stretch of a body as it is shown. */
interface Piece {
  text: string;
  atFault: boolean;
}

export interface MarkedJson {
  pieces: Piece[];
  /** Whether the part itself is marked, the nearest part around it (it is absent), or nothing. */
  mark: 'exact' | 'nearest' | 'none';
}

interface Frame {
  isArray: boolean;
  /** Of the current child. */
  key: string;
  index: number;
  /** Where the current child begins in the output. */
  start: number;
  /** How many steps of the pointer lead to this container; undefined when it is not on the way. */
  steps: number | undefined;
}

const token = /\s*("(?:[^"\\]|\\.)*"|[[\]{}:,]|[^\s[\]{}:,"]+)/y;
const deepestIndent = 12;

/**
 * Sets a JSON text out on lines and marks the part that a JSON pointer names. Tokens stay as the target wrote them (a
 * parser would turn 1.0 into 1 and drop a repeated key); what is no JSON, or was cut, is shown as it is from there on.
 */
export function markedJson(body: string, pointer: string): MarkedJson {
  const wanted = pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  const frames: Frame[] = [];
  let output = '';
  let position = 0;
  let best: { steps: number; start: number; end: number } | undefined;

  const newLine = () => `\n${'  '.repeat(Math.min(frames.length, deepestIndent))}`;
  /** Steps of the pointer that lead to the value about to begin. */
  const stepsHere = (): number | undefined => {
    const frame = frames.at(-1);
    if (!frame) return 0;
    const step = frame.isArray ? String(frame.index) : frame.key;
    return frame.steps !== undefined && wanted[frame.steps] === step ? frame.steps + 1 : undefined;
  };
  const ended = (steps: number | undefined, start: number) => {
    // Of a repeated key the last counts, as it does for parsers.
    if (steps !== undefined && steps >= (best?.steps ?? 1)) best = { steps, start, end: output.length };
  };
  const startOfValue = () => frames.at(-1)?.start ?? output.length;

  while (position < body.length) {
    token.lastIndex = position;
    const text = token.exec(body)?.[1];
    if (text === undefined || (output === '' && text !== '{' && text !== '[')) break;
    position = token.lastIndex;
    const frame = frames.at(-1);
    if (output !== '' && !frame) {
      position -= text.length;
      break;
    }
    if (text === '{' || text === '[') {
      const steps = stepsHere();
      const inner = { isArray: text === '[', key: '', index: 0, start: 0, steps };
      output += text;
      frames.push(inner);
      const closing = /\s*[\]}]/y;
      closing.lastIndex = position;
      if (!closing.test(body)) output += newLine();
      inner.start = output.length;
    } else if (text === '}' || text === ']') {
      const wasEmpty = output.endsWith('{') || output.endsWith('[');
      frames.pop();
      output += wasEmpty ? text : `${newLine()}${text}`;
      const outer = frames.at(-1);
      const steps = outer ? stepsHere() : undefined;
      ended(steps, startOfValue());
    } else if (text === ',' && frame) {
      output += `,${newLine()}`;
      frame.index += 1;
      frame.start = output.length;
    } else if (text === ':') {
      output += ': ';
    } else if (frame && !frame.isArray && output.length === frame.start) {
      frame.key = unquoted(text);
      output += text;
    } else {
      output += text;
      ended(stepsHere(), startOfValue());
    }
  }
  output += output === '' ? body : body.slice(position);

  if (!best) return { pieces: [{ text: output, atFault: false }], mark: 'none' };
  const pieces = [
    { text: output.slice(0, best.start), atFault: false },
    { text: output.slice(best.start, best.end), atFault: true },
    { text: output.slice(best.end), atFault: false },
  ].filter(({ text }) => text !== '');
  return { pieces, mark: best.steps === wanted.length ? 'exact' : 'nearest' };
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}
