// Interceptors of undici 6, 7 and 8 on a dispatcher, with callers of every version: the outcome is that on undici's Agent.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAgentRegistry } from '@sluice/pool';
import { dispatcherOf } from '../../src/dispatcher-api.ts';
import {
  callerOf,
  CALLERS,
  cellOrigin,
  FAULTS,
  headersTimeoutOf,
  interceptorsOf,
  runCell,
  VERSIONS,
  type Caller,
  type CellOrigin,
  type Composable,
  type Fault,
  type Kind,
  type Version,
} from './interceptor-cells.ts';

let origin: CellOrigin;
beforeAll(async () => {
  origin = await cellOrigin();
});
afterAll(() => origin.close());

type Make = () => unknown;

function composed(dispatcher: Composable, make: Make): Composable {
  const interceptor = make();
  return interceptor === undefined ? dispatcher : dispatcher.compose(interceptor);
}

/** The outcome on the Agent of the interceptor's own version, with a caller of that version. */
async function onAgent(
  version: Version,
  kind: Kind,
  make: Make,
  fault: Fault,
  cell: string,
): Promise<string> {
  const agent = new VERSIONS[version].Agent({ headersTimeout: headersTimeoutOf(fault) });
  const outcome = await runCell(
    origin,
    callerOf(version, kind),
    composed(agent, make),
    fault,
    `agent ${cell} ${kind}`,
  );
  await agent.destroy();
  return outcome;
}

async function onDispatcher(caller: Caller, make: Make, fault: Fault, cell: string): Promise<string> {
  const registry = createAgentRegistry();
  const dispatcher = dispatcherOf(registry, { timeout: { responseHeader: headersTimeoutOf(fault) } });
  const outcome = await runCell(
    origin,
    caller,
    composed(dispatcher, make),
    fault,
    `dispatcher ${cell} ${caller.name}`,
  );
  await registry.destroy();
  return outcome;
}

describe.each(Object.keys(VERSIONS) as Version[])('undici %s', (version) => {
  test.each(Object.entries(interceptorsOf(version)))(
    'interceptor %s: every caller gets the outcome that undici’s own Agent gives',
    async (name, make) => {
      const cell = `${version} ${name}`;
      const expected = new Map<string, string>();
      const actual = new Map<string, string>();
      const kinds: readonly Kind[] = ['fetch', 'request'];
      await Promise.all(
        FAULTS.flatMap((fault) => [
          ...kinds.map(async (kind) => {
            expected.set(`${kind}, ${fault}`, await onAgent(version, kind, make, fault, cell));
          }),
          ...CALLERS.map(async (caller) => {
            actual.set(`${caller.name}, ${fault}`, await onDispatcher(caller, make, fault, cell));
          }),
        ]),
      );
      const different: string[] = [];
      for (const { name: caller, kind } of CALLERS) {
        for (const fault of FAULTS) {
          const [wanted, got] = [expected.get(`${kind}, ${fault}`), actual.get(`${caller}, ${fault}`)];
          if (wanted !== got) different.push(`${caller}, ${fault}: ${got}, not ${wanted}`);
        }
      }
      expect(different).toEqual([]);
      expect([...actual.values()]).not.toContain('never settled');
    },
  );
});
