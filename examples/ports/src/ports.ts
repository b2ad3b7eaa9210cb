// Lists the clients of this folder: the original on its library, and the port on Sluice.
import { createUsers as axios } from '../axios/original.ts';
import { createUsers as axiosPort } from '../axios/port.ts';
import { createUsers as fetch } from '../fetch/original.ts';
import { createUsers as fetchPort } from '../fetch/port.ts';
import { createUsers as got } from '../got/original.ts';
import { createUsers as gotPort } from '../got/port.ts';
import { createUsers as undici } from '../undici/original.ts';
import { createUsers as undiciPort } from '../undici/port.ts';
import type { CreateUsers } from './users.ts';

/** The clients by the folder of their library. */
export const PORTS: Readonly<Record<string, { readonly original: CreateUsers; readonly port: CreateUsers }>> =
  {
    got: { original: got, port: gotPort },
    axios: { original: axios, port: axiosPort },
    fetch: { original: fetch, port: fetchPort },
    undici: { original: undici, port: undiciPort },
  };
