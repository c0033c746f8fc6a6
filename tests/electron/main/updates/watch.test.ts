/** When a download is given up, and what it means that one, or an installation, failed. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DownloadWatch, STALLED_AFTER_MS } from '../../../../electron/main/updates/engine/downloadWatch';
import { downloadTrouble, installTrouble } from '../../../../electron/main/updates/engine/installer';

const HALF = { transferred: 500, total: 1_000 };
const ALL = { transferred: 1_000, total: 1_000 };

describe('a download that is watched', () => {
  const cancel = vi.fn();
  let watch = new DownloadWatch(1_000, cancel);
  beforeEach(() => {
    vi.useFakeTimers();
    cancel.mockReset();
    watch = new DownloadWatch(1_000, cancel);
    watch.begin();
  });
  afterEach(() => {
    watch.end();
    vi.useRealTimers();
  });

  it('is given up when nothing comes at all, or nothing more', () => {
    vi.advanceTimersByTime(STALLED_AFTER_MS - 1);
    watch.heard(HALF);
    vi.advanceTimersByTime(STALLED_AFTER_MS - 1);
    expect(cancel).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(cancel).toHaveBeenCalledOnce();
    expect(watch.trouble).toBe('download-stalled');
  });

  it('is not given up once all is there, however long Windows looks at its signature', () => {
    watch.heard(ALL);
    vi.advanceTimersByTime(10 * STALLED_AFTER_MS);
    expect(cancel).not.toHaveBeenCalled();
    expect(watch.trouble).toBeNull();
  });

  it('is given up as soon as more comes than was signed for', () => {
    watch.heard({ transferred: 1_001, total: 5_000 });
    expect(cancel).toHaveBeenCalledOnce();
    expect(watch.trouble).toBe('download-too-large');
  });
});

describe('a disk that is full', () => {
  it.each(['ENOSPC', 'EDQUOT'])('by %s is one for a download and for an installation', (code) => {
    const error = Object.assign(new Error('write failed'), { code });
    expect([downloadTrouble(error), installTrouble(error)]).toEqual(['disk-full', 'disk-full']);
  });

  it('is not what everything else means', () => {
    const error = Object.assign(new Error('read failed'), { code: 'EIO' });
    expect([downloadTrouble(error), installTrouble(error)]).toEqual(['download-broken', 'not-installed']);
  });
});
