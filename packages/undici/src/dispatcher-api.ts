// Entry point `@sluice/undici/dispatcher`, apart from the transport, since it loads the whole of undici.
export { dispatcherOf, type DispatcherOptions } from './dispatcher/dispatcher.ts';
