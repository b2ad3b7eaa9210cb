export {
  undiciTransport,
  type UndiciTransportOptions,
  type WireCallOptions,
  type WireTimeouts,
} from './transport.ts';
