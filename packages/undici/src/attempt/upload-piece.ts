// The size from which a request body is sent in pieces.
/** Bytes from which a request body is sent in pieces, so that it shows whether the server reads it. */
export const UPLOAD_PIECE = 262_144;

/**
 * Bytes of the longest piece, on a connection that tells how much of a piece the server has taken. Each piece costs a
 * turn of the event loop.
 */
export const LARGEST_UPLOAD_PIECE = 16_777_216;
