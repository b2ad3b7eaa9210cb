/** Bytes from which a request body is handed over in pieces, so that one can see whether the server takes it. */
export const UPLOAD_PIECE = 262_144;
