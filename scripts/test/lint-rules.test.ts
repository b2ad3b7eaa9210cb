// Tests of the lint rules.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { judge } from '../lint-rules.ts';
import { root } from '../workspace.ts';

describe('import directions between packages', () => {
  test.each([
    ['packages/core/src/client/call.ts', 'node:http'],
    ['packages/core/src/client/call.ts', '../../test/rig.ts'],
    ['packages/core/src/client/call.ts', '@sluice/core'],
    ['packages/core/src/client/call.ts', './client.ts'],
    ['packages/core/src/client/call.ts', '../response/response.ts'],
    ['packages/core/src/response/response.ts', './body/response-body.ts'],
    ['packages/core/test/client/call.test.ts', '../../src/client/call.ts'],
    ['packages/gate/src/index.ts', '@sluice/core'],
    ['packages/undici/src/index.ts', '@sluice/pool'],
    ['packages/sluice/src/index.ts', '@sluice/retry'],
    ['packages/sdk/src/index.ts', 'sluice'],
    ['packages/got/src/index.ts', 'sluice'],
    ['packages/brand-new/src/index.ts', '@sluice/core'],
    ['packages/gate/test/gate.test.ts', '@sluice/fixtures'],
    ['packages/gate/test/gate.test.ts', '../src/index.ts'],
    ['packages/got/test/transport/conformance.test.ts', '@sluice/fixtures/conformance'],
    ['packages/lab/src/main.ts', '@sluice/fixtures'],
    ['examples/starter/src/main.ts', 'sluice'],
  ])('%s may import %s', (file, specifier) => {
    expect(judge(`/repo/${file}`, specifier)).toBeUndefined();
  });

  test.each([
    ['packages/core/src/client/call.ts', '@sluice/pool'],
    ['packages/core/src/client/call.ts', '../../../pool/src/index.ts'],
    ['packages/core/src/client/call.ts', '../../../pool/index.js'],
    ['packages/core/src/client/call.ts', '../../../../packages/pool/src/index.ts'],
    ['packages/core/src/response/response.ts', '../client/call.ts'],
    ['packages/core/src/response/body/response-body.ts', '../response.ts'],
    ['packages/core/src/errors/base.ts', '../lifecycle/scope.ts'],
    ['packages/core/src/loose.ts', './index.ts'],
    ['examples/starter/src/main.ts', '../../../packages/pool/src/index.ts'],
    ['packages/core/test/client/client.test.ts', '../../../pool/src/index.ts'],
    ['packages/gate/src/index.ts', '@sluice/retry'],
    ['packages/gate/src/index.ts', '@sluice/fixtures'],
    ['packages/gate/src/index.ts', 'sluice'],
    ['packages/brand-new/src/index.ts', '@sluice/gate'],
    ['packages/undici/src/index.ts', '@sluice/retry'],
    ['packages/sluice/src/index.ts', '@sluice/fixtures'],
    ['packages/sluice/src/index.ts', '@sluice/got'],
    ['packages/sdk/src/index.ts', '@sluice/retry'],
    ['packages/gate/src/index.ts', '@sluice/core/dist/client.js'],
    ['packages/got/test/transport/conformance.test.ts', '@sluice/fixtures/origin'],
    ['packages/lab/src/main.ts', '@sluice/core/src/client.ts'],
  ])('%s may not import %s', (file, specifier) => {
    expect(judge(`/repo/${file}`, specifier)).toBeTypeOf('string');
  });
});

describe('oxlint with the rules of this repository', () => {
  let dir = '';
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'sluice-lint-'));
    // The paths in the configuration are relative to its file.
    for (const file of ['.oxlintrc.json', 'scripts/lint-rules.ts']) cpSync(join(root, file), join(dir, file));
  });
  afterEach(() => {
    rmSync(dir, { recursive: true, force: true });
  });

  function lint(files: Readonly<Record<string, string>>): string[] {
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(dirname(join(dir, file)), { recursive: true });
      writeFileSync(join(dir, file), source);
    }
    const oxlint = join(root, 'node_modules/.bin/oxlint');
    const args = ['--format', 'json', join(dir, 'packages')];
    const { stdout } = spawnSync(oxlint, args, { cwd: dir, encoding: 'utf8' });
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string }[] };
    return diagnostics.map(({ code }) => code);
  }

  test.each([
    ["import { gate } from '@sluice/gate';\nconsole.log(gate);\n", 'sluice(import-direction)'],
    ["export type { Gate } from '@sluice/gate';\n", 'sluice(import-direction)'],
    ["export const gate = import('@sluice/gate');\n", 'sluice(import-direction)'],
    ["export type Gate = import('@sluice/gate').Gate;\n", 'sluice(import-direction)'],
    ["import gate = require('@sluice/gate');\nexport { gate };\n", 'sluice(import-direction)'],
    ["export * from './other.ts';\n", 'sluice(no-export-all)'],
    ["import { request } from 'node:http';\nexport const send = request;\n", 'sluice(default-node-imports)'],
    ["import * as net from 'net';\nexport const dial = net.connect;\n", 'sluice(default-node-imports)'],
  ])('reports %j', (source, code) => {
    expect(lint({ 'packages/retry/src/index.ts': source })).toContain(code);
  });

  test('allows default and type imports of node:http', () => {
    const source =
      "import http, { type Agent } from 'node:http';\nimport type { Socket } from 'node:net';\n" +
      'export const dial = (agent: Agent): Socket | null => http.get({ agent }).socket;\n';
    expect(lint({ 'packages/retry/src/index.ts': source })).toEqual([]);
  });

  test.each(['core/src/errors', 'gate/src', 'undici/src/attempt'])(
    'reports an import cycle of types in %s',
    (dir) => {
      const files = (backwards: string): Record<string, string> => ({
        [`packages/${dir}/slot.ts`]: `${backwards}export interface Slot {\n  weight: number;\n}\n`,
        [`packages/${dir}/owner.ts`]:
          "import type { Slot } from './slot.ts';\n\nexport type Owner = (slot: Slot) => void;\n",
      });
      expect(lint(files(''))).toEqual([]);
      const planted = "import type { Owner } from './owner.ts';\n\nexport type Back = Owner;\n\n";
      expect(lint(files(planted))).toContain('import(no-cycle)');
    },
  );

  test('reports an import of types from a higher layer', () => {
    const files = (from: string): Record<string, string> => ({
      'packages/core/src/client/call.ts': 'export interface Call {\n  url: string;\n}\n',
      'packages/core/src/time/clock.ts': 'export interface Clock {\n  now: number;\n}\n',
      'packages/core/src/errors/base.ts': `import type { One } from '${from}';\n\nexport type Other = One;\n`,
    });
    expect(lint(files('../time/clock.ts'))).not.toContain('sluice(import-direction)');
    expect(lint(files('../client/call.ts'))).toContain('sluice(import-direction)');
  });
});
