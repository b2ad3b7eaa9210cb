// The size from which a request body is sent in pieces, and that of the pieces.
/** Bytes from which a request body is sent in pieces, so that it shows whether the server reads it. */
export const UPLOAD_PIECE = 262_144;

/**
 * Bytes of a piece on a connection that tells how much of a piece the server has taken. Between two pieces the connection
 * stands still, and the server reads what there is.
 */
export const LONG_UPLOAD_PIECE = 16_777_216;
