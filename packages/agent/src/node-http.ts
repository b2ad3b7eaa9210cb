// Node's modules `http` and `https`, loaded without `import`. An import reads every export of a built-in module, and reading
// `http.WebSocket` loads Node's own copy of undici, which takes 10 ms of CPU at start. Both ways yield the same object, so
// that patches of monitoring tools take effect.
import type Http from 'node:http';
import type Https from 'node:https';

export const http: typeof Http = process.getBuiltinModule('node:http');
export const https: typeof Https = process.getBuiltinModule('node:https');
