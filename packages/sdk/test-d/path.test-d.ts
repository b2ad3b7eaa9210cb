import { expandPath } from '@sluice/sdk';
import { expectError, expectType } from 'tsd';

expectType<string>(expandPath('/a/{x}', { x: 1 }));
expectError(expandPath('/a/{x}', { x: null }));
