// The hook `onCall` of a plugin.
import { expect, test } from 'vitest';
import type { AnyPlugin } from '../../src/plugin-api.ts';
import { Rig, watch } from '../support/rig.ts';

test('a plugin can capture where a call was made', async () => {
  const rig = new Rig();
  const stacks: { stack?: string }[] = [];
  const capturing: AnyPlugin = {
    name: 'capturing',
    stage: 'call',
    setup: () => ({
      middleware: (request, next) => next(request),
      onCall(_call, caller) {
        const captured = {};
        Error.captureStackTrace(captured, caller);
        stacks.push(captured);
      },
    }),
  };
  const client = rig.client(capturing);
  function theCaller(): void {
    void watch(client.get('http://a.test/'));
    void watch(client('http://a.test/'));
    void watch(client.post('http://a.test/').json());
  }
  theCaller();
  await rig.clock.advance(0);
  expect(stacks).toHaveLength(3);
  for (const { stack } of stacks) expect(stack?.split('\n')[1]).toContain('theCaller');
  await client.get('nowhere').catch(() => undefined);
});
