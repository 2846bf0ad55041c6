import type { LossSurface } from "./landscape.ts";

/** A point of a loss surface. */
export interface SurfacePoint {
  readonly at: readonly number[];
  readonly loss: number;
}

/** What a loss surface comes to. */
export interface SurfaceSummary {
  /** The model itself. */
  readonly centre: SurfacePoint;
  readonly lowest: SurfacePoint;
  readonly highest: SurfacePoint;
  /** Share of the points whose loss is at most twice that of the model: how flat its surroundings are. */
  readonly flat: number;
}

/** The points of a surface in the order of its losses. */
function pointsOf({ axes, loss }: LossSurface): SurfacePoint[] {
  const [first, second] = axes as readonly [readonly number[], (readonly number[])?];
  return loss.map((value, i) => {
    const across = second?.length ?? 1;
    const at = [
      first[Math.floor(i / across)] as number,
      ...(second === undefined ? [] : [second[i % across] as number]),
    ];
    return { at, loss: value };
  });
}

/** See `SurfaceSummary`. Losses that are not numbers count as infinite. */
export function summarise(surface: LossSurface): SurfaceSummary {
  const points = pointsOf(surface);
  const size = ({ loss }: SurfacePoint): number => (Number.isNaN(loss) ? Number.POSITIVE_INFINITY : loss);
  const nearest = (a: SurfacePoint, b: SurfacePoint): SurfacePoint =>
    Math.hypot(...b.at) < Math.hypot(...a.at) ? b : a;
  const centre = points.reduce(nearest);
  return {
    centre,
    lowest: points.reduce((a, b) => (size(b) < size(a) ? b : a)),
    highest: points.reduce((a, b) => (size(b) > size(a) ? b : a)),
    flat: points.filter((point) => size(point) <= 2 * centre.loss).length / points.length,
  };
}

/** What lies between two models on a line from 0 to 1. */
export interface BetweenSummary {
  readonly start: SurfacePoint;
  readonly end: SurfacePoint;
  readonly highest: SurfacePoint;
  /** The most that the loss rises above the straight line between those of the two models (Frankle et al. 2020, arXiv:1912.05671). */
  readonly barrier: number;
}

/** See `BetweenSummary`. */
export function summariseBetween(surface: LossSurface): BetweenSummary {
  const points = pointsOf(surface);
  const nearest = (to: number): SurfacePoint =>
    points.reduce((a, b) => (Math.abs((b.at[0] as number) - to) < Math.abs((a.at[0] as number) - to) ? b : a));
  const [start, end] = [nearest(0), nearest(1)];
  const between = points.filter(({ at: [at = 0] }) => at > -1e-9 && at < 1 + 1e-9);
  const above = ({ at: [at = 0], loss }: SurfacePoint): number => loss - ((1 - at) * start.loss + at * end.loss);
  return {
    start,
    end,
    highest: between.reduce((a, b) => (b.loss > a.loss ? b : a)),
    barrier: Math.max(0, ...between.map(above)),
  };
}
