/** What is offered while conditions are written; anything else can be written as well. */

import { useNames } from "../../api/names.js";

/** Attributes with a fixed meaning, and what they are. */
const WELL_KNOWN: Record<string, string> = {
  targetingKey: "the unit's key",
  country: "two letters, such as DE",
  region: "the region of the country, such as BY",
  city: "its name",
  timezone: "such as Europe/Berlin",
  device_type: "desktop, mobile, tablet, tv, wearable or bot",
  os: "android, ios, linux, macos, windows, …",
  browser: "chrome, firefox, safari, edge, …",
  orientation: "landscape or portrait",
  screen_width: "pixels",
  screen_height: "pixels",
  connection: "slow-2g, 2g, 3g or 4g",
  latitude: "degrees, north is positive",
  longitude: "degrees, east is positive",
};

/** Attributes to choose from: those that documents ask for already, then those that are known
 * without them. */
export function useAttributeOptions(): AttributeOption[] {
  const { attributes } = useNames();
  const names = new Set([...attributes, ...Object.keys(WELL_KNOWN)]);
  return [...names].map((value) => ({ value, description: WELL_KNOWN[value] ?? "" }));
}

interface AttributeOption {
  value: string;
  description: string;
}

/** Names of attributes to choose from. */
export function useAttributeNames(): string[] {
  return useAttributeOptions().map(({ value }) => value);
}
