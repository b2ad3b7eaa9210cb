// Node's modules `http` and `https`, loaded without an `import`.
// An import reads every export of a built-in module, and reading `http.WebSocket` loads Node's own copy of undici: 10 ms of
// CPU at start, for a class that agents do not use. Both ways yield the same object, so patches of monitoring tools take
// effect.
import type Http from 'node:http';
import type Https from 'node:https';

export const http: typeof Http = process.getBuiltinModule('node:http');
export const https: typeof Https = process.getBuiltinModule('node:https');
