import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isLoopback } from './loopback.ts';

test('a host is loopback by its address, whatever its name looks like', () => {
  for (const url of [
    'http://127.0.0.1',
    'http://127.9.9.9:1',
    'http://localhost',
    'http://[::1]:8',
    'http://[::ffff:127.0.0.1]',
  ]) {
    assert.equal(isLoopback(new URL(url)), true, url);
  }
  for (const url of [
    'http://10.0.0.1',
    'http://127.0.0.1.test',
    'http://localhost.test',
    'http://[::2]',
    'http://[::ffff:10.0.0.1]',
  ]) {
    assert.equal(isLoopback(new URL(url)), false, url);
  }
});
