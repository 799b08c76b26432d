import Toggle from "@cloudscape-design/components/toggle";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import { useMake } from "../../parts/Changes.js";
import { type Seen, switchOf } from "./switching.js";

/** Whether a flag is on in one environment; to be switched by whoever may. `label`: what is said
 * beside it, else only to who does not see the switch. */
export function FlagSwitch({ label, ...seen }: Seen & { label?: string }) {
  const [isMaking, setIsMaking] = useState(false);
  const may = useMay("editor")(seen.environment);
  const make = useMake();
  const switchOver = async () => {
    setIsMaking(true);
    await make(switchOf(seen, !seen.isOn));
    setIsMaking(false);
  };
  return (
    <Toggle
      checked={seen.isOn}
      disabled={isMaking}
      readOnly={!may}
      {...(label === undefined && { ariaLabel: `${seen.flagKey} in ${seen.environment}` })}
      onChange={() => void switchOver()}
    >
      {label}
    </Toggle>
  );
}
