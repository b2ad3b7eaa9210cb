/** Bytes from which a request body is handed over in pieces, so that one can see whether the server takes it. */
export const UPLOAD_PIECE = 262_144;

/**
 * Bytes of the longest piece, on a connection that tells how much of a piece the server has taken. Each piece costs a
 * turn of the event loop.
 */
export const LARGEST_UPLOAD_PIECE = 4_194_304;
