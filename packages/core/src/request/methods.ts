/** Methods that change nothing on the server (RFC 9110 section 9.2.1), with QUERY of draft-ietf-httpbis-safe-method-w-body. */
export const SAFE_METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

/** Methods whose repetition changes nothing more on the server (RFC 9110 section 9.2.2): the safe ones, PUT, DELETE. */
export const IDEMPOTENT_METHODS: ReadonlySet<string> = new Set([
  'GET',
  'HEAD',
  'OPTIONS',
  'PUT',
  'DELETE',
  'TRACE',
  'QUERY',
]);

/** Methods whose requests have no body here. */
export const BODILESS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'TRACE']);
