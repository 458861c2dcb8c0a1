import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/** docs/dependencies.md tells what package.json and the lock file hold. */

interface Locked {
  version?: string;
  license?: string;
  hasInstallScript?: boolean;
}
interface Manifest {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

const read = (file: string) => readFileSync(join(import.meta.dirname, '..', file), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;
const locked = (JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> }).packages;
const page = read('docs/dependencies.md');
const rows = [...page.matchAll(/^\| ([@a-z][^ ]*)\s+\| (.+?)\s+\| (.+?)\s+\|$/gm)]
  .map(([, name = '', license = '', why = '']) => ({ name, license, why }))
  .filter(({ name }) => name !== 'package');

/** Passes them without running: the binary that its script would check comes as a package of its own. */
const idleInstallScripts = new Set(['node_modules/esbuild']);

test('every direct dependency has its line, licence and reason, and no other has', () => {
  const { dependencies, devDependencies } = manifest;
  assert.deepEqual(
    rows.map(({ name }) => name),
    [...Object.keys(dependencies), ...Object.keys(devDependencies)],
  );
  for (const { name, license, why } of rows) {
    assert.equal(license, locked[`node_modules/${name}`]?.license, name);
    assert.equal(why.startsWith('development: '), name in devDependencies, name);
  }
});

test('every package has a licence that the page allows, and an exact version', () => {
  const [, list = ''] = /own dependencies included: ([^.]+(?:\.\d[^.]*)*)\.\n/.exec(page) ?? [];
  const allowed = new Set(list.split(/,\s+/));
  assert.ok(allowed.has('MIT'));
  for (const [path, { license = 'none', version = '' }] of Object.entries(locked).filter(([path]) => path)) {
    const choices = license.replace(/[()]/g, '').split(' OR ');
    const fine = choices.some((choice) => choice.split(' AND ').every((part) => allowed.has(part)));
    assert.ok(fine, `${path}: ${license}`);
    assert.match(version, /^\d+\.\d+\.\d+/, path);
  }
  for (const version of Object.values({ ...manifest.dependencies, ...manifest.devDependencies }))
    assert.match(version, /^\d+\.\d+\.\d+$/);
});

test('no package needs an install script, and none is run', () => {
  assert.match(read('.npmrc'), /^ignore-scripts=true$/m);
  for (const [path, { hasInstallScript = false }] of Object.entries(locked))
    assert.ok(!hasInstallScript || idleInstallScripts.has(path), path);
});
