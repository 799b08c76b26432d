import type { Experiment, Run, Stored } from "../../api/types.js";

/** What each tab of an experiment's page is given. */
export interface TabProps {
  stored: Stored<Experiment>;
  /** The run that is looked at; undefined before the first start. */
  run: Run | undefined;
}
