// Sets of HTTP methods.

/** Methods that change nothing on the server (RFC 9110 section 9.2.1), with QUERY of draft-ietf-httpbis-safe-method-w-body. */
export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

/** Methods that can be repeated without a further effect on the server (RFC 9110 section 9.2.2): the safe ones, PUT, DELETE. */
export const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
  'TRACE',
  'QUERY',
]);

/** Methods whose requests cannot have a body in this project. */
export const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'TRACE']);
