// The content codings that this package decodes.

/** A content coding that this package decodes. */
export type Coding = 'gzip' | 'deflate' | 'br' | 'zstd';

/** The default of `accept-encoding`. */
export const ACCEPTED_CODINGS = 'gzip, deflate, br, zstd';
