/** What people do with flags and what stands around them: all before one Burgee. */

import "./console.test.js";
import "./flag.test.js";
import "./tryIt.test.js";
import "./segments.test.js";
import "./units.test.js";
import "./settings.test.js";
import "./refusals.test.js";
import "./signIn.test.js";
