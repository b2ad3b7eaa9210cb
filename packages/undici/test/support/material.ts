/** Made for tests with a throw-away key: they protect nothing. The password of both archives is `pw`. */
const one: string[] = [
  'MIIEQwIBAzCCA/kGCSqGSIb3DQEHAaCCA+oEggPmMIID4jCCAoIGCSqGSIb3DQEHBqCCAnMwggJvAgEAMIICaAYJKoZIhvcN',
  'AQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAgof4GX88i0AgICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQME',
  'ASoEELva3HzsN8ttYVbShjH1mFaAggIAzyzt7T/pWwRs/usgKRPPbAAN8+CwX+N0OB+N/rcmtg5uQF6ZcFEhrWnwjeCGZtH2',
  'RFRqoJR7Zr8PCLIDYU448u96mCC+iEugf7QFNHYh+U29ttXDfoPqOFKT30kts/s8dbVOZ1JOdYu/DCCLDT4j/uhNFmM9l2eL',
  'DpoNgDtr2Au2YSzztXci7UUvHw99IlO1iEbVpG8PqjccjgaeHo1OcxHcpzUdbQ7e6DWkZcw3sikua/iBwSLLP3UNrli35fbm',
  'vFByNiT9PU1kwCW9sVV/0hKhjkhNJ+bfP53DMyp8MMyegiMaRn6giZatGK8/8yMhEYOFzswiE/6cSmkGaUHs828yS69yjvHA',
  'kZrJbpRyvzq0Jsr8gzrn6Safoep/Rgzwhy8FFRKiO0qqwU6ydQ1AtQqVlyjbpMr6t4wLvt3WxoyHnX669SbSYDHox5f8Cvn4',
  '5qqKtvLIE1mQoj6TH+H8AYkGEa8iE7GD0pu7De9i8TuXyOBPcEBNF2Darp+LjtCZg9ln3haIFZBm+yU5hraJ5zv+cUHaOylL',
  'Sw6yg80o8qx+ez7Xkjsc10hZgIH32DYop9cY64gx7S2bC/x3avt4N87cEf+U7YY3r9EIeYR9LYHBR7/EOU2kds5GSk8iY06q',
  'WkzsdPd4DFtZAPLoa9Tql30pukd6zoso/x0nDql0Wt4wggFYBgkqhkiG9w0BBwGgggFJBIIBRTCCAUEwggE9BgsqhkiG9w0B',
  'DAoBAqCB7zCB7DBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIcSXjDRqyF4sCAggAMAwGCCqGSIb3DQIJBQAwHQYJ',
  'YIZIAWUDBAEqBBC5ZI/lfapCCZLA+BQVEhQuBIGQzozET77I35v2sPaTxTgEpgBFJXAWBumxDqdHcm9LoKpMqYbkCU2lUxOl',
  'FvGNA95m4MfE6FMW7m7aF50t92QyAELfgyu5gt8j/kEbI0WKnoQcG1J7le5poAlZYNi7r5w0Y01pvrRb3A3eNqJUBU7LRR2b',
  'Wge2NRWDQ7ujU4V4TmwR0VYqEAA9TI8QF2qa+0dWMTwwFQYJKoZIhvcNAQkUMQgeBgBvAG4AZTAjBgkqhkiG9w0BCRUxFgQU',
  'Pk5+LiNfTWjdeQ/RfIqbMK1KIIgwQTAxMA0GCWCGSAFlAwQCAQUABCD6yrAP4AO0YkzAW8VH+KUxa+gAqZPMdRg8bpGSceyd',
  'hgQIJEt0PJDbvGYCAggA',
];

const two: string[] = [
  'MIIEQwIBAzCCA/kGCSqGSIb3DQEHAaCCA+oEggPmMIID4jCCAoIGCSqGSIb3DQEHBqCCAnMwggJvAgEAMIICaAYJKoZIhvcN',
  'AQcBMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiH+aNTqKlx4AICCAAwDAYIKoZIhvcNAgkFADAdBglghkgBZQME',
  'ASoEEBXU4lLMEiisPMPnU+8wTv6AggIA0oFeKxHN1FbWiGGmuAUjtnEwQ+20TnynQteJGUFESNUTygjJUBp+c2hTbua5s5zX',
  'U05tukaFzEyaP89FE857eorPcZOZ5f39joa5gWQqjTDY4yJhK7sqPxd1BQq34OZT+dKSJq1t/B7W9SnyF3+SNKXtaz9F4d8c',
  'cQEuEdVxMbSvNRGca/UcpkgwLnqUgNXRUpd8+Hovr0BOzeT4chP4fffvkoTZVUJJR4LAM5oXPymNXbrEDstBSkS4uQpecjGy',
  'JS2iM0JxbeCbaiLOxi60plNcAJj95wH2zRsZRXZPD1S4PW3RTuuc/AprgdowxDOXjOUfpretcj/tcPdFRY760aF0In4brPGd',
  'Us4fZX0vk/GfK1KsY35BVqpvFU+KvWIwIs45U2bwlnYG2BnrLHmymxRGhYSeJnDSyya7BTyhSfLIf1EgHNpWkRjI5B2zVKq7',
  'PeKbd4clGIs4pz2y7KSUeIZOFXuovORZwEbfBflNqPqLEiROG0MZjXoMi3Orqx0J/I5he3Dlt1mamu2xTNcXq4DZjVi20Xfs',
  'icf4NOYQzvfgYl7hia9ghbcflMCe1Ww11vsbv5zzat5q0Gdqvze3aQ6ZIxO0asAUFwTKJByj4qWszmY+ukOktvuSAp9efcvh',
  '3u/8oiea/PILRl+NUYzuXQm4Oa1ltc7JUFdOX0XJ0mEwggFYBgkqhkiG9w0BBwGgggFJBIIBRTCCAUEwggE9BgsqhkiG9w0B',
  'DAoBAqCB7zCB7DBXBgkqhkiG9w0BBQ0wSjApBgkqhkiG9w0BBQwwHAQIRT7JteDsz7wCAggAMAwGCCqGSIb3DQIJBQAwHQYJ',
  'YIZIAWUDBAEqBBCRlHqnnn74nPyMxIt0++FrBIGQ/lY4ot9sCzbQuLAlKfodAnJlUsIPAQ/JqjuqtxbGEP2Qe1JNtOUD9hAE',
  'nWwU8ShquSBVFZtEgdWUNs7CmVfN46l44r+s2YoR4oqfNiZTwgBg+uZ3A5pDXH3XNnq854WtHw2BM/3blOV9274ABfMKTsDk',
  'Gg3FxA/O1BWHYAjgXWJKVuOQbb9MGcw4UehqkaBcMTwwFQYJKoZIhvcNAQkUMQgeBgB0AHcAbzAjBgkqhkiG9w0BCRUxFgQU',
  'Pk5+LiNfTWjdeQ/RfIqbMK1KIIgwQTAxMA0GCWCGSAFlAwQCAQUABCBTZAJceiCbHdYFt4wsplfP9nQLkj02ZZ3WXR4yKfT2',
  'jQQIIIUWeilv9HYCAggA',
];

const oneList: string = `-----BEGIN X509 CRL-----
MIGtMFUCAQEwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJdGhyb3dhd2F5Fw0yNjEx
MjEwMzM4MjRaGA8yMTI2MTAyODAzMzgyNFqgDjAMMAoGA1UdFAQDAgEBMAoGCCqG
SM49BAMCA0gAMEUCIH+yQoq6CkZWusIOtKnvy0/foo9YKcmsFhXrpEDUmR38AiEA
4/ZFKZ0YeKAHGJ540GROa6bPyYNAxzuU3XlU9fcG9Lc=
-----END X509 CRL-----
`;

const twoList: string = `-----BEGIN X509 CRL-----
MIGtMFUCAQEwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJdGhyb3dhd2F5Fw0yNjEx
MjEwMzM4MjVaGA8yMTI2MTAyODAzMzgyNVqgDjAMMAoGA1UdFAQDAgECMAoGCCqG
SM49BAMCA0gAMEUCIQCcceJsUhVP/OPU62qnP/440AfcpqfaTQ50W/DiA4eMwwIg
Yqyfzo5fwdrvMBsik3oQ/zKKbk5c0Sxbae3zyRN/Iq0=
-----END X509 CRL-----
`;

/** A client certificate and key as PKCS#12, twice, of other bytes. */
export const archives: readonly [Uint8Array, Uint8Array] = [
  Buffer.from(one.join(''), 'base64'),
  Buffer.from(two.join(''), 'base64'),
];

/** Two revocation lists of one authority. */
export const revocationLists: readonly [string, string] = [oneList, twoList];
