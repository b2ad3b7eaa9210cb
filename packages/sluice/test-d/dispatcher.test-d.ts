import { createAgentRegistry, sharedRegistry } from 'sluice';
import { dispatcherOf, type DispatcherOptions } from 'sluice/dispatcher';
import { expectError, expectType } from 'tsd';

const registry = createAgentRegistry();
expectType<Promise<void>>(dispatcherOf(registry).close());
expectType<Promise<void>>(dispatcherOf(sharedRegistry(), { http2: true }).destroy());

const options: DispatcherOptions = { tls: { rejectUnauthorized: false } };
dispatcherOf(registry, options);

expectType<Promise<void>>(registry.dispatcher.close());
expectType<Promise<void>>(sharedRegistry().dispatcher.destroy());
expectError((registry.dispatcher = dispatcherOf(registry)));
expectType<number | undefined>(registry.stats().connections?.opened);
// Its connections are those of the registry.
expectError(dispatcherOf(registry, { pool: {} }));
expectError(dispatcherOf());
