// The length from which bodies are sent in pieces.

/** The longest body that is sent in one piece, in bytes; longer ones are sent in pieces, to detect a server that stops reading. */
export const UPLOAD_PIECE = 262_144;

/**
 * Bytes of the longest piece, on a connection that tells how much of a piece the server has taken. Each piece costs a
 * turn of the event loop.
 */
export const LARGEST_UPLOAD_PIECE = 16_777_216;
