/**
 * Turn the protocol's JSON schema (stdin) into TypeScript (stdout), in the project's own formatting.
 * Argument: the path of the file that it is for, which decides the formatting.
 */
import { readFileSync } from 'node:fs';

import { compile } from 'json-schema-to-typescript';
import * as prettier from 'prettier';

const BANNER = [
  '/**',
  ' * Generated from backend/protocol by `nox -s protocol`: change the models there, never this file.',
  ' */',
];

const [, , target = 'protocol.ts'] = process.argv;
const schema = /** @type {{ title: string, 'x-constants': Record<string, unknown> }} */ (
  JSON.parse(readFileSync(0, 'utf8'))
);

const constants = Object.entries(schema['x-constants']).map(
  ([name, value]) => `export const ${name} = ${JSON.stringify(value)};`,
);
const types = await compile(schema, schema.title, {
  additionalProperties: false,
  bannerComment: '',
  format: false,
  ignoreMinAndMaxItems: true,
});
const options = await prettier.resolveConfig(target);
const source = [...BANNER, ...constants, types].join('\n');
process.stdout.write(await prettier.format(source, { ...options, filepath: target }));
