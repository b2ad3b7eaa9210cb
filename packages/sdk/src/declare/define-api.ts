// Declares an API: operations under their names.
import { connect } from '../call/connect.ts';
import type { ApiDef, ApiOptions, Client, ConnectOptions, Operations } from './api.ts';
import { checkApi } from './check-api.ts';

/**
 * Declares an API.
 *
 * @example
 * const users = defineApi({ baseUrl: 'https://api.example.com', operations: { getUser } }).connect();
 * const user = await users.getUser({ params: { id: 1 } });
 *
 * @throws OptionError for an unknown or bad option, or an operation that was not made by `op()`
 */
export function defineApi<const Ops extends Operations>(options: ApiOptions<Ops>): ApiDef<Ops> {
  const { operations, settings, clientOptions } = checkApi(options);
  return Object.freeze({
    operations: options.operations,
    connect: (given?: ConnectOptions) => connect(operations, settings, clientOptions, given) as Client<Ops>,
  });
}
