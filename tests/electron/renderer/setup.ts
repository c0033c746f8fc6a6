/** What jsdom lacks of a browser, and what must not outlive a test. Tests of pure code run without a page. */
import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';

/** There is no layout: sizes never change, and everything is as large as this. */
const SIZE = { offsetHeight: 400, offsetWidth: 800, clientHeight: 400, clientWidth: 800 };

class QuietResizeObserver implements ResizeObserver {
  readonly observe = (): void => undefined;
  readonly unobserve = (): void => undefined;
  readonly disconnect = (): void => undefined;
}

function furnishPage(page: Window & typeof globalThis): void {
  page.ResizeObserver = QuietResizeObserver;
  // A wide window on a light system.
  page.matchMedia = (query) => Object.assign(new EventTarget(), { matches: false, media: query }) as MediaQueryList;
  Object.defineProperty(page.document, 'fonts', { value: new EventTarget() });
  page.Element.prototype.scrollTo = () => undefined;
  page.Element.prototype.scrollIntoView = () => undefined;
  for (const [name, pixels] of Object.entries(SIZE)) {
    Object.defineProperty(page.HTMLElement.prototype, name, { configurable: true, get: () => pixels });
  }
  afterEach(() => {
    cleanup();
    page.sessionStorage.clear();
  });
}

if ('window' in globalThis) furnishPage(window);
