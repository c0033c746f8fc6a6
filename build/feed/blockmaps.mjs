/**
 * Makes a block map by app-builder-lib, which cuts the pieces where it cuts those of every other version.
 *
 *     node blockmaps.mjs FILE MAP_FILE   writes the map beside the file, by gzip
 *     node blockmaps.mjs FILE            puts the map at the file's end, by deflate
 */
import { buildBlockMap } from 'app-builder-lib/out/targets/blockmap/blockmap.js';

const [file = '', mapFile] = process.argv.slice(2);
await (mapFile ? buildBlockMap(file, 'gzip', mapFile) : buildBlockMap(file, 'deflate'));
