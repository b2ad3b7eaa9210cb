import { test } from 'vitest';
import { writeFileSync } from 'node:fs';
import { createAgentRegistry } from '@sluice/pool';
import { dispatcherOf } from '../../src/index.ts';
import { CALLERS, FAULTS, VERSIONS, cellOrigin, interceptorsOf, runCell } from './interceptor-cells.ts';
process.on('uncaughtException', (e) => { console.log('UNCAUGHT', e); });
test('explore', async () => {
  const origin = await cellOrigin();
  const out: string[] = [];
  const registry = createAgentRegistry();
  for (const version of process.env['ONLY']?.split(',') ?? Object.keys(VERSIONS)) {
    const chains: Record<string, (() => unknown) | undefined> = { none: undefined, ...interceptorsOf(version) };
    for (const [name, make] of Object.entries(chains)) {
      const jobs: Promise<void>[] = [];
      for (const caller of Object.keys(CALLERS)) for (const fault of FAULTS) {
        jobs.push((async () => {
          const id = `${version} ${name} ${caller} ${fault}`;
          const one = async (kind: string) => {
            let d: any = kind === 'ours' ? dispatcherOf(registry, { timeout: { responseHeader: 300 } }) : new VERSIONS[version]!.Agent({ headersTimeout: 300 });
            const c = make === undefined ? d : d.compose(make());
            const r = await runCell(origin, caller, c, fault, `${kind} ${id}`);
            void d.destroy();
            return r;
          };
          const [a, b] = await Promise.all([one('ours'), one('own')]);
          out.push(`${a === b ? 'same' : 'DIFF'} | ${id} | ours: ${a} | own: ${b}`);
        })());
      }
      await Promise.all(jobs);
    }
  }
  writeFileSync('/tmp/explore.out', out.sort().join('\n'));
  await origin.close();
}, 300_000);
