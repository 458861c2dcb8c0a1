import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { CallEnd } from '../../client/call/client.ts';
import { tracesIn } from '../../client/credentials/secret-traces.ts';
import { Secrets } from '../../client/credentials/secrets.ts';
import { readTarget } from '../../client/settings/settings.ts';
import type { Steps } from '../../reference/group-get.ts';
import { call } from '../../scripts/command/called-command.ts';
import {
  byKey,
  byUserSig,
  echoAndBreach,
  nowhere,
  secretKey,
  userSig,
  withReference,
} from '../../scripts/command/canary-secrets.ts';
import type { ContractReport } from './contract-report.ts';
import { createHar, type HarAnnotation, HarRecorder } from './har.ts';
import { harSchema } from './har-schema.ts';

interface Entry {
  startedDateTime: string;
  request: {
    method: string;
    url: string;
    queryString: { name: string; value: string }[];
    postData?: { text: string; _encoding?: string };
  };
  response: {
    status: number;
    headers: { name: string; value: string }[];
    content: { size: number; text?: string; encoding?: string };
    _error?: string;
  };
  _groupGet: HarAnnotation;
}

const folder = mkdtempSync(join(tmpdir(), 'har-'));
after(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function newFile(): string {
  files += 1;
  return join(folder, `${files}.har`);
}

const ajv = new Ajv2020({ strict: false, formats: { uri: URL.canParse, 'date-time': isDateTime } });
const validHar = ajv.compile(harSchema);

function isDateTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(text) && !Number.isNaN(Date.parse(text));
}

/** The entries of a file, which must be a valid HAR. */
function entriesOf(path: string): Entry[] {
  const har = JSON.parse(readFileSync(path, 'utf8')) as { log: { entries: Entry[] } };
  assert.ok(validHar(har), ajv.errorsText(validHar.errors));
  return har.log.entries;
}

/** Runs the suite with a record. */
async function recorded(argv: string[], env: Record<string, string>) {
  const har = newFile();
  const reports = `${har}-reports`;
  const ended = await call(['contract', '--har', har, ...argv], { REPORT_DIR: reports, ...env });
  return { ...ended, har, reports };
}

const someClauses = ['--clause', 'S5', '--clause', 'F1', '--clause', 'C4', '--generated', '2'];

describe('a record of the suite', () => {
  test('holds every call, in order, by its check, and says which are wrong on purpose', async () => {
    const { code, har, reports, stderr } = await recorded(someClauses, {});
    assert.equal(code, 0, stderr);
    const entries = entriesOf(har);
    const { counts } = JSON.parse(readFileSync(join(reports, 'contract.json'), 'utf8')) as ContractReport;
    assert.equal(entries.length, counts.calls);
    const times = entries.map(({ startedDateTime }) => startedDateTime);
    assert.deepEqual(times, times.toSorted());
    assert.deepEqual([...new Set(entries.map(({ _groupGet }) => _groupGet.clause))].sort(), [
      'C4',
      'F1',
      'S5',
    ]);
    for (const { request, response, _groupGet } of entries) {
      const mayBeRight = request.method === 'POST' && _groupGet.clause !== 'F1';
      const { ErrorCode } = JSON.parse(response.content.text || '{}') as { ErrorCode?: number };
      if (!_groupGet.wrongOnPurpose) assert.equal(ErrorCode, 0, 'a right call succeeds');
      if (!mayBeRight && ErrorCode !== 0)
        assert.equal(_groupGet.wrongOnPurpose, true, JSON.stringify(request));
    }
    assert.ok(entries.some(({ _groupGet }) => _groupGet.wrongOnPurpose));
  });

  test('names its target and what made it', async () => {
    const { har } = await recorded(['--clause', 'F2'], {});
    const { log } = JSON.parse(readFileSync(har, 'utf8')) as {
      log: { creator: { name: string }; _groupGet: { target: { url: string; embedded: boolean } } };
    };
    assert.equal(log.creator.name, 'group-get-harness');
    assert.equal(log._groupGet.target.embedded, true);
    assert.match(log._groupGet.target.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  });

  test('holds no secret of a target that echoes all', async () => {
    await withReference({ limiter: { kind: 'none' }, ...echoAndBreach }, async (url) => {
      // The ready UserSig is another key's.
      for (const [env, expected] of [
        [byKey(url), 1],
        [byUserSig(url), 3],
      ] as const) {
        const { har, code, stdout, stderr } = await recorded(['--generated', '2'], env);
        assert.equal(code, expected, stdout + stderr);
        assert.deepEqual(tracesIn(readFileSync(har), [secretKey, userSig]), []);
        for (const { request } of entriesOf(har))
          for (const { name, value } of request.queryString)
            if (/^usersig$/i.test(name)) assert.equal(value, '***');
      }
    });
  });

  test('of a target out of reach has entries without an answer', async () => {
    const { har, code } = await recorded(['--clause', 'S5'], byKey(nowhere));
    assert.equal(code, 3);
    const entries = entriesOf(har);
    assert.ok(entries.length > 0);
    for (const { response } of entries) {
      assert.equal(response.status, 0);
      assert.match(response._error ?? '', /ECONNREFUSED/);
    }
  });
});

test('a suite that reaches its time limit reports what it has judged, and its record is whole', async () => {
  await withReference({ steps: { delayMs: () => 150 } }, async (url) => {
    const { code, har, stdout } = await recorded(['--time-limit', '1'], byKey(url));
    assert.equal(code, 3, stdout);
    assert.match(stdout, /\? not judged: the time limit of 1 s was reached/);
    assert.match(stdout, /C1 +✓ held/);
    const entries = entriesOf(har);
    assert.ok(entries.length > 1 && entries.length < 20, String(entries.length));
    assert.equal(entries.at(-1)?.response._error, 'the run ended before the answer came');
  });
});

test('a breach before the time limit is a breach', async () => {
  const steps = { delayMs: () => 150, authorize: () => undefined, account: () => undefined };
  await withReference({ steps }, async (url) => {
    const { code, stdout } = await recorded(
      ['--time-limit', '1', '--clause', 'F2', '--clause', 'F5'],
      byKey(url),
    );
    assert.equal(code, 1, stdout);
  });
});

describe('a file for the record that', () => {
  test('exists stays as it is, and nothing is sent', async () => {
    const har = newFile();
    writeFileSync(har, 'mine');
    let calls = 0;
    const counting: Partial<Steps> = {
      delayMs() {
        calls += 1;
        return 0;
      },
    };
    await withReference({ steps: counting }, async (url) => {
      const { code, stderr } = await call(['contract', '--har', har], { REPORT_DIR: folder, ...byKey(url) });
      assert.equal(code, 2);
      assert.equal(stderr, `--har ${har} exists; name another file, or remove it\n`);
      assert.equal(readFileSync(har, 'utf8'), 'mine');
      assert.equal(calls, 0);
      await call(['contract', '--clause', 'F2'], { REPORT_DIR: folder, ...byKey(url) });
      assert.notEqual(calls, 0);
    });
  });
  test('cannot be written is a usage error', async () => {
    const { code, stderr } = await call(['contract', '--har', '/nowhere/at/all.har'], { REPORT_DIR: folder });
    assert.equal(code, 2);
    assert.equal(stderr, '--har /nowhere/at/all.har cannot be written (ENOENT); name another file\n');
  });
  test('is left by no run that a wrong setting prevents', async () => {
    const { code, har } = await recorded([], { TARGET_URL: 'not a URL' });
    assert.equal(code, 2);
    assert.equal(existsSync(har), false);
  });
});

describe('the recorder', async () => {
  const target = await readTarget({}, async () => 'http://127.0.0.1:1');
  const secrets = new Secrets();
  secrets.add(secretKey);
  const check = { clause: 'S5', title: 'a check' } as const;

  function newRecorder(): { path: string; recorder: HarRecorder } {
    const path = newFile();
    createHar(path, '--har', '1.2.3');
    const recorder = new HarRecorder(path, target);
    recorder.check = check;
    return { path, recorder };
  }

  const pull = Buffer.from(JSON.stringify({ From_Account: 'id', LastSequence: 0 }));

  function send(recorder: HarRecorder, number: number, body: Buffer = pull): (end: CallEnd) => void {
    const url = new URL(`http://127.0.0.1:1/path?random=${number}`);
    const request = { url, method: 'POST', headers: { 'content-type': 'application/json' }, body };
    return recorder.onSend(request, { body }, secrets);
  }

  function answered(body: Buffer): CallEnd {
    const headers = { 'content-type': 'text/plain', 'set-cookie': ['a=1', `b=${secretKey}`] };
    const header = (name: string) => (name === 'content-type' ? 'text/plain' : undefined);
    return { answer: { status: 200, headers, header, body }, content: body, fault: null };
  }

  const numbersIn = (path: string) => entriesOf(path).map(({ request }) => request.queryString[0]?.value);

  test('keeps the order of sending when answers overtake one another, and whole JSON at any time', () => {
    const { path, recorder } = newRecorder();
    assert.deepEqual(numbersIn(path), []);
    const [first, second, third] = [1, 2, 3].map((number) => send(recorder, number));
    third?.(answered(Buffer.from('3')));
    assert.deepEqual(numbersIn(path), []);
    first?.(answered(Buffer.from('1')));
    assert.deepEqual(numbersIn(path), ['1']);
    second?.(answered(Buffer.from('2')));
    assert.deepEqual(numbersIn(path), ['1', '2', '3']);
    recorder.close();
  });
  test('goes on with a file that another recorder began', () => {
    const { path, recorder } = newRecorder();
    send(recorder, 1)(answered(Buffer.from('1')));
    recorder.close();
    const next = new HarRecorder(path, target);
    send(next, 2)(answered(Buffer.from('2')));
    next.close();
    assert.deepEqual(numbersIn(path), ['1', '2']);
  });
  test('writes calls whose answers are due when the run ends', () => {
    const { path, recorder } = newRecorder();
    send(recorder, 1);
    send(recorder, 2)(answered(Buffer.from('2')));
    recorder.close();
    const [unfinished, finished] = entriesOf(path);
    assert.equal(unfinished?.response.status, 0);
    assert.equal(unfinished?.response._error, 'the run ended before the answer came');
    assert.equal(finished?.response.status, 200);
  });
  test('writes bodies that are no UTF-8 as base64, without the secret in them', () => {
    const { path, recorder } = newRecorder();
    const bytes = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(secretKey)]);
    send(recorder, 1, bytes)(answered(bytes));
    recorder.close();
    const [entry] = entriesOf(path);
    const masked = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('***')]).toString('base64');
    assert.equal(entry?.response.content.text, masked);
    assert.equal(entry?.response.content.encoding, 'base64');
    assert.equal(entry?.request.postData?.text, masked);
    assert.equal(entry?.request.postData?._encoding, 'base64');
    assert.equal(entry?._groupGet.wrongOnPurpose, true);
  });
  test('keeps each header of a name, masked', () => {
    const { path, recorder } = newRecorder();
    send(recorder, 1)(answered(Buffer.from('1')));
    recorder.close();
    const cookies = entriesOf(path)[0]?.response.headers.filter(({ name }) => name === 'set-cookie');
    assert.deepEqual(
      cookies?.map(({ value }) => value),
      ['a=1', 'b=***'],
    );
  });
  test('keeps an answer that could not be judged, with the reason', () => {
    const { path, recorder } = newRecorder();
    const { answer } = answered(Buffer.from('half'));
    send(recorder, 1)({ answer, content: null, fault: 'unknown coding' });
    recorder.close();
    const response = entriesOf(path)[0]?.response;
    assert.equal(response?.status, 200);
    assert.equal(response?.content.text, 'half');
    assert.equal(response?._error, 'unknown coding');
  });

  for (const [is, change, wrong] of [
    ['a correct pull', {}, false],
    ['a pull with another random', { query: { random: '7' } }, false],
    ['another parameter', { query: { identifier: 'x' } }, true],
    ['another method', { method: 'PUT' }, true],
    ['what a check says is wrong', { wrongOnPurpose: true }, true],
    ['a body that is no JSON', { body: '{' }, true],
    ['a body without From_Account', { body: '{"LastSequence":0}' }, true],
  ] as const) {
    test(`${is} is ${wrong ? '' : 'not '}wrong on purpose`, () => {
      const { path, recorder } = newRecorder();
      const made = { method: 'POST', body: pull.toString(), ...change };
      const request = {
        url: new URL('http://h/'),
        method: made.method,
        headers: {},
        body: Buffer.from(made.body),
      };
      recorder.onSend(request, made, secrets)(answered(Buffer.from('1')));
      recorder.close();
      assert.deepEqual(entriesOf(path)[0]?._groupGet, {
        clause: 'S5',
        check: 'a check',
        wrongOnPurpose: wrong,
      });
    });
  }
});
