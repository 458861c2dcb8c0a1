import assert from 'node:assert/strict';
import { test } from 'node:test';
import { composeUserSig, decodeUserSig, signUserSig, userSigSignature, verifyUserSig } from './usersig.ts';

const nowSeconds = Math.floor(Date.now() / 1000);
const expected = { secretKey: 'a key', sdkAppId: 1400000000, identifier: 'admin', nowSeconds };
const claims = { identifier: 'admin', sdkAppId: 1400000000, timeSeconds: nowSeconds, expireSeconds: 60 };
const composed = (changes: Partial<typeof claims> = {}, key = 'a key') => {
  const changed = { ...claims, ...changes };
  return composeUserSig(changed, userSigSignature(key, changed));
};

test("what the vendor's library signs verifies", () => {
  for (const identifier of ['admin', 'x', 'a'.repeat(32), 'with_line-9', 'имя']) {
    const userSig = signUserSig('a key', 1400000000, identifier, 60);
    assert.equal(verifyUserSig(userSig, { ...expected, identifier }), undefined);
  }
});

test("a composed UserSig has the claims and signature that the vendor's library gives", () => {
  const signed = decodeUserSig(signUserSig('a key', 1400000000, 'admin', 60));
  assert.ok(signed);
  assert.equal(userSigSignature('a key', signed.claims), signed.signature);
  assert.deepEqual(decodeUserSig(composeUserSig(signed.claims, signed.signature)), signed);
});

const faults: [title: string, userSig: string, fault: number][] = [
  ['expired', composed({ timeSeconds: nowSeconds - 120 }), 70001],
  ['expiring this second', composed({ timeSeconds: nowSeconds - 60 }), 70001],
  ['empty', '', 70003],
  ['no base64', '%%%', 70003],
  ['no deflated JSON', Buffer.from('{}').toString('base64url'), 70003],
  ['another key', composed({}, 'another key'), 70009],
  [
    'claims changed after signing',
    composeUserSig({ ...claims, expireSeconds: 9999 }, userSigSignature('a key', claims)),
    70009,
  ],
  ['signature empty', composeUserSig(claims, ''), 70009],
  ['another identifier', composed({ identifier: 'friend1' }), 70013],
  ['another app', composed({ sdkAppId: 1400000001 }), 70014],
];

for (const [title, userSig, fault] of faults) {
  test(`refused with ${fault}: ${title}`, () => assert.equal(verifyUserSig(userSig, expected), fault));
}
