import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Secrets } from './secrets.ts';
import { decodeUserSig, signUserSig } from './usersig.ts';

const userSig = signUserSig('a key', 88888888, 'admin', 60);
const secrets = new Secrets();
secrets.add(userSig);
secrets.add('an app key / with "marks"');

const echoes: [title: string, text: string][] = [
  ['as it is', `?usersig=${userSig}&random=1`],
  ['percent-encoded', encodeURIComponent('an app key / with "marks"')],
  ['percent-encoded in every character', [...Buffer.from(userSig)].map((b) => `%${b.toString(16)}`).join('')],
  ['in JSON', JSON.stringify({ echo: 'an app key / with "marks"' })],
  ['its signature, decoded', `TLS.sig is ${decodeUserSig(userSig)?.signature}`],
];

for (const [title, text] of echoes) {
  test(`masked: ${title}`, () => {
    const masked = secrets.masked(text);
    assert.match(masked, /\*\*\*/);
    for (const secret of [userSig, 'app key', decodeUserSig(userSig)?.signature ?? '']) {
      assert.ok(!masked.includes(secret));
    }
  });
}

test('other text stays, and an empty UserSig masks nothing', () => {
  secrets.add('');
  assert.equal(secrets.masked('nothing to hide'), 'nothing to hide');
});
