/** Framing bytes of a chunked body taken on top of {@link FRAMING_RATIO}, as extensions and short chunks make them. */
const FRAMING_SLACK = 262_144;

/** Framing bytes taken per byte of a chunked body: a chunk of one byte has five, a TLS record around it 22 more. */
const FRAMING_RATIO = 32;

/**
 * Whether a chunked body costs more framing than any honest sender's: chunk extensions without end (CVE-2023-39326).
 * @param wire bytes that came over the wire since the head
 * @param body bytes of the body among them
 */
export function isOverframed(wire: number, body: number): boolean {
  return wire - body > FRAMING_SLACK + FRAMING_RATIO * body;
}
