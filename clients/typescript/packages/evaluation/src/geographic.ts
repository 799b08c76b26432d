/** Where a unit is: a box of latitudes and longitudes. */

import { isNumber, type Operator } from "./predicates.js";

interface Box {
  readonly north: number;
  readonly south: number;
  readonly east: number;
  readonly west: number;
}

const withinBounds: Operator = (_attribute, value) => {
  const { north, south, east, west } = value as unknown as Box;
  return ({ latitude, longitude }) => {
    if (!isNumber(latitude) || !isNumber(longitude)) return false;
    if (!(south <= latitude && latitude <= north)) return false;
    if (west <= east) return west <= longitude && longitude <= east;
    return longitude >= west || longitude <= east; // across the 180th meridian
  };
};

export const GEOGRAPHIC: Readonly<Record<string, Operator>> = { within_bounds: withinBounds };
