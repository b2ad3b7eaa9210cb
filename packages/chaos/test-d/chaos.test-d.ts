import { createClient } from '@sluice/core';
import type { Plugin } from '@sluice/core/plugin';
import { createScriptedTransport } from '@sluice/fixtures';
import { type ChaosCallOptions, type ChaosFault, chaos, isChaos } from '@sluice/chaos';
import { expectAssignable, expectError, expectType } from 'tsd';

expectType<Plugin<ChaosCallOptions>>(chaos());
expectType<boolean>(isChaos(new Error('x')));

expectAssignable<ChaosFault>({ do: 'reset', at: 'body', after: 3, weight: 2 });
expectError(chaos({ faults: [{ do: 'reset' }] }));
expectError(chaos({ faults: [{ do: 'reset', at: 'head', after: 3 }] }));
expectError(chaos({ faults: [{ do: 'status' }] }));
expectError(chaos({ rates: 0.1 }));

// The call option exists only on a client with the plugin.
const client = createClient({ transport: createScriptedTransport(), plugins: [chaos()] });
void client.get('http://a.test/', { chaos: false });
expectError(client.get('http://a.test/', { chaos: 'no' }));
expectError(createClient({ transport: createScriptedTransport() }).get('http://a.test/', { chaos: false }));
