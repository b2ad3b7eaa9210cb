// Call sites in the reports of the watchdog.
import diagnostics_channel from 'node:diagnostics_channel';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { watchdog, type WatchdogMessage } from '../src/index.ts';
import { Rig, watch } from './support/rig.ts';

const messages: WatchdogMessage[] = [];
const note = (message: unknown): void => void messages.push(message as WatchdogMessage);

beforeEach(() => {
  messages.length = 0;
  diagnostics_channel.subscribe('sluice:watchdog', note);
});
afterEach(() => void diagnostics_channel.unsubscribe('sluice:watchdog', note));

/** Answers every request; the bodies stay unread until they are reclaimed. */
async function forget(rig: Rig): Promise<(string | undefined)[]> {
  await rig.clock.advance(0);
  for (const exchange of rig.exchanges) exchange.headers().push('x');
  await rig.clock.advance(10);
  for (const exchange of rig.exchanges) exchange.finish();
  return messages.map(({ callSite }) => callSite);
}

describe('captureCallSite', () => {
  test('adds the frames of the caller to reports, the innermost first', async () => {
    const rig = new Rig();
    const client = rig.client(watchdog({ unread: 10, captureCallSite: true }));
    async function theCaller(): Promise<void> {
      const held = [client.get('http://a.test/'), client('http://a.test/'), client.fetch('http://a.test/')];
      for (const call of held) watch<unknown>(call);
    }
    await theCaller();
    const sites = await forget(rig);
    expect(sites).toHaveLength(3);
    for (const site of sites)
      expect(site).toMatch(/^at (?:async )?theCaller \(.*call-site\.test\.ts:\d+:\d+\)/);
  });

  test('is off by default, and set by the client or the call', async () => {
    const rig = new Rig();
    const plain = rig.client(watchdog({ unread: 10 }));
    watch(plain.get('http://a.test/'));
    watch(plain.get('http://a.test/', { watchdog: { captureCallSite: true } }));
    const capturing = rig.client(watchdog({ unread: 10, captureCallSite: true }));
    watch(capturing.get('http://a.test/', { watchdog: { captureCallSite: false } }));
    watch(capturing.get('http://a.test/', { watchdog: false }));
    const sites = await forget(rig);
    expect(sites.map((site) => site !== undefined)).toEqual([false, true, false]);
  });

  test('accepts only true and false', () => {
    expect(() => watchdog({ captureCallSite: 1 as unknown as boolean })).toThrow(
      expect.objectContaining({ option: 'watchdog.captureCallSite' }),
    );
  });
});
