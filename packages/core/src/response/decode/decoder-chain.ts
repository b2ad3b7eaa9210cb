// The decoders of the codings of one body, each of which reads from the one before.
import type { ResponseBody } from '../body/response-body.ts';
import { CodingDecoder } from './coding-decoder.ts';
import type { Coding } from './codings.ts';
import { decodedTooLong } from './decode-errors.ts';
import { allowedBytes, type DecodeLimits } from './decode-limits.ts';

/**
 * Creates the decoders of a body.
 * @param codings at least one, in the order of decoding
 * @param read reads a chunk of the body as received, or null at its end
 * @returns the last decoder of the chain
 */
export function chainDecoders(
  codings: readonly Coding[],
  read: () => Promise<Uint8Array | null>,
  limits: DecodeLimits,
  body: ResponseBody,
): CodingDecoder {
  const [first, ...others] = codings as readonly [Coding, ...Coding[]];
  let decoder = new CodingDecoder(first, { read, close: () => undefined }, counter(limits, body));
  for (const coding of others) decoder = new CodingDecoder(coding, decoder, counter(limits, body));
  return decoder;
}

/** Counts the result of one coding: it can be long even if the next coding decodes it to nothing. */
function counter(limits: DecodeLimits, body: ResponseBody): (bytes: number) => void {
  let decoded = 0;
  return (bytes) => {
    decoded += bytes;
    const { received } = body;
    if (decoded > allowedBytes(limits, received)) throw decodedTooLong(limits, received);
  };
}
