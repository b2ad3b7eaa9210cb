import {
  clientCredentials,
  isOAuthError,
  refreshToken,
  type IssuedTokens,
  type TokenClient,
  apiKey,
  basic,
  bearer,
  isTokenError,
  type BearerCallOptions,
  type BearerOptions,
} from '@sluice/auth';
import { createClient, type Attempt } from '@sluice/core';
import type { Plugin } from '@sluice/core/plugin';
import type { Transport } from '@sluice/core/transport';
import { expectAssignable, expectError, expectType } from 'tsd';

declare const transport: Transport;

expectType<Plugin<BearerCallOptions>>(bearer({ token: 't' }));
expectAssignable<BearerOptions>({ token: async () => ({ token: 't', expiresIn: 1_000 }) });
bearer({
  token: ({ reason, previous, signal }) => {
    expectType<'first' | 'expired' | 'refused'>(reason);
    expectType<string | undefined>(previous);
    expectType<AbortSignal>(signal);
    return 't';
  },
  refused: (response) => response.status === 403,
});
expectError(bearer({}));
expectError(bearer({ token: () => 5 }));
expectError(basic({ username: 'a' }));
expectError(apiKey({ header: 'x' }));

const client = createClient({ transport, plugins: [bearer({ token: 't' }), apiKey({ key: 'k' })] });
client.get('/', { bearer: false, apiKey: false });
expectError(client.get('/', { basic: false }));
expectError(client.get('/', { bearer: 't' }));

declare const error: unknown;
if (isTokenError(error)) expectType<readonly Attempt[]>(error.attempts);

declare const tokenClient: TokenClient;
const base = { tokenUrl: 'https://a.test/token', clientId: 'a', client: tokenClient };
expectType<Plugin<BearerCallOptions>>(
  clientCredentials({ ...base, clientSecret: async () => 's', scope: ['a'] }),
);
expectType<Plugin<BearerCallOptions>>(
  refreshToken({
    ...base,
    refreshToken: async () => 'r',
    onTokens: (tokens) => {
      expectType<IssuedTokens>(tokens);
    },
  }),
);
expectError(clientCredentials({ tokenUrl: 'https://a.test/token', clientId: 'a' }));
expectError(clientCredentials({ ...base, refreshToken: 'r' }));
expectError(clientCredentials({ ...base, authMethod: 'basic' }));
expectError(refreshToken(base));
if (isOAuthError(error)) {
  expectType<number | undefined>(error.status);
  expectAssignable<string | undefined>(error.oauthError);
  if (error.oauthError === 'invalid_grant') expectType<string | undefined>(error.description);
}
