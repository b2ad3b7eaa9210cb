import {
  breaker,
  isBreakerError,
  type BreakerCallOptions,
  type BreakerError,
  type BreakerMessage,
  type BreakerStats,
  type CircuitState,
} from '@sluice/breaker';
import { createClient } from '@sluice/core';
import type { Plugin } from '@sluice/core/plugin';
import type { Transport } from '@sluice/core/transport';
import { expectError, expectType } from 'tsd';

declare const transport: Transport;
declare const stats: BreakerStats;
declare const message: BreakerMessage;
declare const failure: unknown;

expectType<Plugin<BreakerCallOptions>>(breaker());

// Options of the plugin.
breaker({ consecutive: 5, openFor: 1, maxOpenFor: 2, probes: 3, successes: 4 });
breaker({ consecutive: false, ratio: { share: 0.5, minimum: 10, window: 1_000 } });
breaker({ ratio: {}, statuses: [500], key: (request) => request.url.pathname });
breaker({ statuses: (status) => status >= 500 });
expectError(breaker({ consecutive: true }));
expectError(breaker({ ratio: 0.5 }));
expectError(breaker({ ratio: { threshold: 0.5 } }));
expectError(breaker({ statuses: 500 }));
expectError(breaker({ key: () => 1 }));

// Per call: only on a client that has the breaker.
createClient({ transport, plugins: [breaker()] }).get('https://example.com/', { breaker: false });
expectError(createClient({ transport, plugins: [breaker()] }).get('https://example.com/', { breaker: {} }));
expectError(createClient({ transport }).get('https://example.com/', { breaker: false }));

// What it tells.
expectType<CircuitState>(message.state);
expectType<'closed' | 'open' | 'half-open'>(message.state);
expectType<'opened' | 'closed' | 'probe' | 'refused'>(message.event);
expectType<number>(stats.opened);
if (isBreakerError(failure)) {
  expectType<BreakerError>(failure);
  expectType<number>(failure.retryAfter);
  expectType<'ERR_SLUICE_BREAKER_OPEN'>(failure.code);
}
