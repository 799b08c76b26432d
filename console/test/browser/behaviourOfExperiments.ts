/** What people do with experiments and rollouts, before one Burgee; and on the start page. */

import "./wizard.test.js";
import "./rollout.test.js";
import "./experiment.test.js";
import "./overview.test.js";
import "./ownFlags.test.js";
