// Arbitrary texts for properties.
import fc from 'fast-check';

/** Text of any code units, most of them special in headers and URLs. */
export function text(maxLength: number): fc.Arbitrary<string> {
  const unit = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 0x17f }) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(...Array.from('\r\n\0\t :/\\@?#%.[]', (char) => char.charCodeAt(0))),
    },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 0xffff }) },
  );
  return fc.array(unit, { maxLength }).map((units) => String.fromCharCode(...units));
}
