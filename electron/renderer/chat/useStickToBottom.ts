import { useCallback, useEffect, useRef, useState, type RefObject } from 'react';

/** So close to the end counts as at the end. */
const SLACK_PX = 24;

const UPWARD_KEYS = new Set(['ArrowUp', 'PageUp', 'Home']);

export interface StickToBottom {
  /** Whether the user has left the end: time to offer the way back. */
  readonly away: boolean;
  readonly stick: () => void;
  readonly release: () => void;
  /** To be spread on the viewport. */
  readonly handlers: {
    onScroll: () => void;
    onWheel: (event: React.WheelEvent) => void;
    onKeyDown: (event: React.KeyboardEvent) => void;
    onPointerDown: (event: React.PointerEvent) => void;
    onTouchMove: () => void;
  };
}

/**
 * Keeps a growing thread at its end. Only what the user does lets go of it: a wheel or key upward, the scroll bar; a
 * scroll event alone does not, since layout causes those too.
 */
export function useStickToBottom(
  viewport: RefObject<HTMLElement | null>,
  content: RefObject<HTMLElement | null>,
): StickToBottom {
  const sticking = useRef(true);
  const [away, setAway] = useState(false);

  const toEnd = useCallback(() => {
    viewport.current?.scrollTo({ top: viewport.current.scrollHeight });
  }, [viewport]);

  const stick = useCallback(() => {
    sticking.current = true;
    setAway(false);
    toEnd();
  }, [toEnd]);

  const release = useCallback(() => {
    const element = viewport.current;
    if (element === null || element.scrollHeight <= element.clientHeight) return;
    sticking.current = false;
    setAway(true);
  }, [viewport]);

  useEffect(() => {
    if (content.current === null || viewport.current === null) return undefined;
    const observer = new ResizeObserver(() => {
      if (sticking.current) toEnd();
    });
    observer.observe(content.current);
    observer.observe(viewport.current);
    return () => {
      observer.disconnect();
    };
  }, [viewport, content, toEnd]);

  return {
    away,
    stick,
    release,
    handlers: {
      onScroll: () => {
        const element = viewport.current;
        if (element === null || sticking.current) return;
        if (element.scrollHeight - element.scrollTop - element.clientHeight < SLACK_PX) stick();
      },
      onWheel: (event) => {
        if (event.deltaY < 0) release();
      },
      onKeyDown: (event) => {
        if (UPWARD_KEYS.has(event.key)) release();
      },
      onPointerDown: (event) => {
        if (event.target === viewport.current) release();
      },
      onTouchMove: release,
    },
  };
}
