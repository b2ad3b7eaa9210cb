import { createClient, type ErrorCode, type HttpRequest } from '@sluice/core';
import type { Plugin } from '@sluice/core/plugin';
import type { Transport } from '@sluice/core/transport';
import {
  aimd,
  gate,
  gradient2,
  isGateError,
  type AdaptiveLimit,
  type GateCallOptions,
  type GateError,
  type GateErrorCode,
  type GateKeyStats,
  type GateMessage,
  type GateStats,
  type LatencyWindow,
} from '@sluice/gate';
import { expectAssignable, expectError, expectType } from 'tsd';

declare const transport: Transport;
declare const stats: GateStats;
declare const message: GateMessage;
declare const failure: unknown;

expectType<Plugin<GateCallOptions>>(gate());

// Options of the plugin.
gate({ maxPerHost: 8, maxQueue: 0, queueTimeout: 1_000, maxTotal: Infinity, ageing: 500, lifoAfter: 100 });
gate({ queueTimeout: false, lifoAfter: false, adaptive: false });
gate({ limits: { 'https://*.example.com': { maxPerHost: 2, adaptive: aimd() } } });
gate({ key: (request) => (expectType<HttpRequest>(request), request.headers.get('x-tenant') ?? '') });
expectError(gate({ maxPerhost: 8 }));
expectError(gate({ queueTimeout: true }));
expectError(gate({ key: 'origin' }));
expectError(gate({ key: () => 1 }));
expectError(gate({ limits: { a: { maxTotal: 1 } } }));
expectError(gate({ adaptive: 'aimd' }));

// Adaptive limits, ours and own ones.
expectType<AdaptiveLimit>(
  aimd({ initial: 20, min: 1, max: 200, backoff: 0.9, timeout: 5_000, window: 1_000 }),
);
expectType<AdaptiveLimit>(gradient2({ smoothing: 0.2, queueSize: 4, tolerance: 1.5, longWindow: 600 }));
expectError(aimd({ smoothing: 0.2 }));
expectError(gradient2({ backoff: 0.9 }));
expectAssignable<AdaptiveLimit>({
  window: 1_000,
  start: (ceiling: number) => ({ limit: ceiling, learn: (_window: LatencyWindow) => {} }),
});
expectError<AdaptiveLimit>({ window: 1_000, start: () => 5 });

// Per call: only on a client that has the gate.
const gated = createClient({ transport, plugins: [gate()] });
gated.get('https://example.com/', { gate: false });
gated.get('https://example.com/', { gate: { priority: -1, weight: 2, queueTimeout: false, maxQueue: 0 } });
gated('https://example.com/', { method: 'POST', gate: { priority: 10 } });
expectError(gated.get('https://example.com/', { gate: true }));
expectError(gated.get('https://example.com/', { gate: { prio: 1 } }));
expectError(gated.get('https://example.com/', { gate: { maxPerHost: 1 } }));
expectError(createClient({ transport }).get('https://example.com/', { gate: false }));

// What it tells.
expectType<number>(stats.waiting);
expectType<Readonly<Record<string, GateKeyStats>>>(stats.keys);
expectType<'queued' | 'admitted' | 'released' | 'full' | 'timeout' | 'abandoned' | 'limit'>(message.event);
expectError(() => (stats.running = 0));

// Its error, whose codes are among those of all errors.
expectAssignable<ErrorCode>('ERR_SLUICE_GATE_FULL');
if (isGateError(failure)) {
  expectType<GateError>(failure);
  expectType<GateErrorCode>(failure.code);
  expectType<string>(failure.key);
}
