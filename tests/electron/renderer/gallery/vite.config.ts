/** The gallery, served for looking at: npx vite --config tests/electron/renderer/gallery/vite.config.ts */
import { mergeConfig } from 'vite';
import app from '../../../../vite.config';

export default mergeConfig(app, {
  root: 'tests/electron/renderer/gallery',
  html: { cspNonce: undefined },
  build: { outDir: '../../../../node_modules/.cache/gallery', license: false },
});
