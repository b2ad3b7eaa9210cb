import { createClient } from '@sluice/core';
import type { Plugin } from '@sluice/core/plugin';
import type { Transport } from '@sluice/core/transport';
import {
  attemptTimeout,
  deadline,
  watchdog,
  type AttemptTimeoutCallOptions,
  type DeadlineCallOptions,
  type WatchdogCallOptions,
  type WatchdogMessage,
  type WatchdogStats,
} from '@sluice/watchdog';
import { expectAssignable, expectError, expectType } from 'tsd';

declare const transport: Transport;
declare const message: WatchdogMessage;
declare const stats: WatchdogStats;

expectAssignable<Plugin<DeadlineCallOptions>>(deadline({ total: 5 }));
expectAssignable<Plugin<AttemptTimeoutCallOptions>>(attemptTimeout({ attempt: 5, body: false }));
expectAssignable<Plugin<WatchdogCallOptions>>(watchdog({ unread: 5 }));
expectError(deadline({ total: true }));
expectError(deadline({ attempt: 5 }));
expectError(attemptTimeout({ total: 5 }));
expectError(watchdog({ unread: false }));

const all = createClient({ transport, plugins: [deadline(), attemptTimeout(), watchdog()] });
all.get('/x', { timeout: { total: 5, attempt: false, body: 5 }, watchdog: { unread: 5 } });
all.get('/x', { timeout: false, watchdog: false });
expectError(all.get('/x', { timeout: true }));
expectError(all.get('/x', { timeout: { connect: 5 } }));
expectError(all.get('/x', { watchdog: true }));

// Each field belongs to the plugin that declares it.
expectError(createClient({ transport, plugins: [deadline()] }).get('/x', { timeout: { attempt: 5 } }));
expectError(createClient({ transport, plugins: [attemptTimeout()] }).get('/x', { timeout: { total: 5 } }));
expectError(createClient({ transport, plugins: [deadline()] }).get('/x', { watchdog: false }));
expectError(createClient({ transport }).get('/x', { timeout: { total: 5 } }));

expectType<string>(message.url);
expectType<number>(stats.unread);
