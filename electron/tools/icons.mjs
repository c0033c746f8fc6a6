/**
 * Draws an SVG as PNG files, each as many pixels wide as is asked for:
 *
 *     node electron/tools/icons.mjs SVG WIDTH=FILE...
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { Resvg } from '@resvg/resvg-js';

const [drawing = '', ...images] = process.argv.slice(2);
const svg = readFileSync(drawing, 'utf8');
for (const image of images) {
  const separator = image.indexOf('=');
  const fitTo = { mode: /** @type {const} */ ('width'), value: Number(image.slice(0, separator)) };
  writeFileSync(image.slice(separator + 1), new Resvg(svg, { fitTo }).render().asPng());
}
