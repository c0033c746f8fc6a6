import { context, stop } from 'esbuild';
import { bundleOptions } from '../bundles.mjs';

/** @typedef {'main' | 'preload'} Part */

/**
 * Builds main and preload, and again on each change; resolves once both were built for the first time.
 *
 * @param {(part: Part) => void} onChange called for each good build but the first
 * @param {(text: string) => void} say
 */
export async function watchBundles(onChange, say) {
  const contexts = await Promise.all([watchBundle('main', onChange, say), watchBundle('preload', onChange, say)]);
  return {
    async dispose() {
      await Promise.all(contexts.map((each) => each.dispose()));
      // esbuild's own process would notice our end only some seconds later.
      await stop();
    },
  };
}

/**
 * @param {Part} part
 * @param {(part: Part) => void} onChange
 * @param {(text: string) => void} say
 */
async function watchBundle(part, onChange, say) {
  /** @type {(value?: unknown) => void} */
  let firstBuilt = () => undefined;
  const first = new Promise((resolve) => (firstBuilt = resolve));
  let builds = 0;
  const options = bundleOptions(part, false);
  const watching = await context({
    ...options,
    plugins: [
      {
        name: 'report',
        setup(build) {
          build.onEnd(({ errors }) => {
            builds += 1;
            if (errors.length > 0) say(`${part} does not build; the shell stays as it is`);
            else if (builds > 1) onChange(part);
            firstBuilt();
          });
        },
      },
    ],
  });
  await watching.watch();
  await first;
  return watching;
}
