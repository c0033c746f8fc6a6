/** The window shows its outline first: reading the interface takes several times as long as painting that. */

/** A window that is not on screen paints nothing, and gets its interface all the same. */
const PATIENCE_MS = 200;

/** Settles once the outline is on the screen. A frame's callback comes too soon: drawing it is other processes' work. */
function painted(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, PATIENCE_MS);
    new PerformanceObserver(() => {
      resolve();
    }).observe({ type: 'paint', buffered: true });
  });
}

void painted().then(() => import('./main'));
