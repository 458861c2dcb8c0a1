/** HAR 1.2 as a JSON Schema: the members that the format requires, and their types. For tests. */

type Schema = Record<string, unknown>;

const text: Schema = { type: 'string' };
const whole: Schema = { type: 'integer' };
const count: Schema = { type: 'integer', minimum: -1 };
const milliseconds: Schema = { type: 'number', minimum: 0 };

function object(required: Record<string, Schema>, optional: Record<string, Schema> = {}): Schema {
  return { type: 'object', required: Object.keys(required), properties: { ...required, ...optional } };
}

function list(items: Schema): Schema {
  return { type: 'array', items };
}

const named = object({ name: text, value: text });
const message = {
  httpVersion: text,
  cookies: list(named),
  headers: list(named),
  headersSize: count,
  bodySize: count,
};

const request = object(
  { ...message, method: text, url: { type: 'string', format: 'uri' }, queryString: list(named) },
  { postData: object({ mimeType: text }, { text, params: list(object({ name: text })) }) },
);

const response = object({
  ...message,
  status: whole,
  statusText: text,
  content: object({ size: whole, mimeType: text }, { text, encoding: text }),
  redirectURL: text,
});

const entry = object({
  startedDateTime: { type: 'string', format: 'date-time' },
  time: milliseconds,
  request,
  response,
  cache: object({}),
  timings: object({ send: milliseconds, wait: milliseconds, receive: milliseconds }),
});

export const harSchema = object({
  log: object({
    version: { const: '1.2' },
    creator: object({ name: text, version: text }),
    entries: list(entry),
  }),
});
