/** Where the window opens: where it was, if that place still is on a screen. */
import * as z from 'zod/mini';

const boundsSchema = z.object({
  x: z.int(),
  y: z.int(),
  width: z.int().check(z.positive()),
  height: z.int().check(z.positive()),
});
export const windowStateSchema = z.object({ bounds: boundsSchema, maximized: z.boolean() });

export type Bounds = z.infer<typeof boundsSchema>;
export type WindowState = z.infer<typeof windowStateSchema>;

export const SMALLEST = { width: 480, height: 400 } as const;
const USUAL = { width: 1120, height: 760 } as const;

/** A window of which less than this shows cannot be grabbed by its title. */
const GRABBABLE = { width: 120, height: 40 } as const;

export interface Placement {
  verdict: 'first-start' | 'restored' | 'screen-gone';
  /** Without a position the system centres the window. */
  bounds: { width: number; height: number; x?: number; y?: number };
  maximized: boolean;
}

/** `workAreas` are the parts of the screens that the system's own bars leave free; the first is the main screen's. */
export function placeWindow(saved: WindowState | null, workAreas: readonly Bounds[]): Placement {
  if (saved === null) return { verdict: 'first-start', bounds: fitted(USUAL, workAreas[0]), maximized: false };
  const { bounds, maximized } = saved;
  const home = workAreas.find((area) => isGrabbable(bounds, area));
  if (home === undefined) return { verdict: 'screen-gone', bounds: fitted(bounds, workAreas[0]), maximized };
  return { verdict: 'restored', bounds: { x: bounds.x, y: bounds.y, ...fitted(bounds, home) }, maximized };
}

function isGrabbable(bounds: Bounds, area: Bounds): boolean {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x);
  const titleBelowTop = bounds.y >= area.y;
  const titleAboveBottom = bounds.y + GRABBABLE.height <= area.y + area.height;
  return width >= GRABBABLE.width && titleBelowTop && titleAboveBottom;
}

function fitted(size: { width: number; height: number }, area: Bounds | undefined): { width: number; height: number } {
  const widest = area?.width ?? size.width;
  const highest = area?.height ?? size.height;
  return {
    width: Math.max(SMALLEST.width, Math.min(size.width, widest)),
    height: Math.max(SMALLEST.height, Math.min(size.height, highest)),
  };
}
