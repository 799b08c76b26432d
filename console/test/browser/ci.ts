/** What CI runs in a browser: all before one Burgee and in one browser, one after the other. */

import "./pages.test.js";
import "./speed.test.js";
import "./journey.test.js";
