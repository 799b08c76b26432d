/** What is offered while conditions are written; anything else can be written as well. */

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

/** Attributes to choose from. */
export function attributeOptions(): { value: string; description: string }[] {
  return Object.entries(WELL_KNOWN).map(([value, description]) => ({ value, description }));
}
