'use strict';

/*
 * What makes `electron [options] <folder | main file> [arguments]` work: without an app of its own in resources/,
 * Electron starts this, which loads the app that the command line names. It runs on Electron 22 (Node 16).
 */
const { existsSync, readFileSync } = require('fs');
const Module = require('module');
const path = require('path');

const { app } = require('electron');

const EXIT_USAGE = 64;

function parseArguments(words) {
  const preloads = [];
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index];
    if (word === '-r' || word === '--require') {
      index += 1;
      preloads.push(words[index]);
    } else if (word === '-v' || word === '--version') {
      return { preloads, answer: `v${process.versions.electron}` };
    } else if (word.startsWith('--app=')) {
      return { preloads, target: word.slice('--app='.length) };
    } else if (!word.startsWith('-')) {
      return { preloads, target: word };
    }
  }
  return { preloads };
}

function takeNameAndVersion(folder) {
  const manifest = path.join(folder, 'package.json');
  if (!existsSync(manifest)) return false;
  const { name, productName, version, desktopName } = JSON.parse(readFileSync(manifest, 'utf8'));
  if (version) app.setVersion(version);
  app.setName(productName || name || 'Electron');
  app.setDesktopName(desktopName || `${app.getName()}.desktop`);
  return true;
}

function load(target) {
  const folder = path.resolve(target);
  Object.defineProperty(process, 'defaultApp', { value: true, enumerable: true });
  const isFolder = takeNameAndVersion(folder);
  let main;
  try {
    main = Module._resolveFilename(folder, null, true);
  } catch (error) {
    console.error(`There is no Electron app at ${folder}: ${error.message}`);
    process.exit(1);
  }
  app.setAppPath(isFolder ? folder : path.dirname(main));
  Module._load(main, null, true);
}

const { preloads, answer, target } = parseArguments(process.argv.slice(1));
if (answer) {
  console.log(answer);
  process.exit(0);
} else if (!target) {
  console.error('Usage: electron [-r module] <app folder | main file> [arguments]');
  process.exit(EXIT_USAGE);
} else {
  if (preloads.length > 0) Module._preloadModules(preloads);
  load(target);
}
