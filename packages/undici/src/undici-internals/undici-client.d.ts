// The type of the one file of undici that the transport loads. undici declares types only for its index.
declare module 'undici/lib/dispatcher/client.js' {
  import type { Client } from 'undici';
  const client: typeof Client;
  export default client;
}
