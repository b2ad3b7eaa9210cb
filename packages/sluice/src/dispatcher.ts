// Entry point `sluice/dispatcher`, apart from the client, since it loads the whole of undici.
export { dispatcherOf, type DispatcherOptions } from '@sluice/undici/dispatcher';
