import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { useState } from "react";
import { useNames } from "../../api/names.js";
import { SuggestField } from "../../parts/fields/SuggestField.js";
import { PRESET_KEYS, PRESETS, type PresetKey, withPreset } from "./presets.js";
import type { StepProps } from "./step.js";

const HARM = "An error that the page reports, for example. It becomes a guardrail.";

/** Which question the experiment asks; the metrics that answer it come with the choice. */
export function PresetChoice({ edit }: StepProps) {
  const [chosen, choose] = useState<PresetKey | null>(null);
  const [words, setWords] = useState({ goal: "", harm: "" });
  const { event_names } = useNames();
  const take = (key: PresetKey | null, now: typeof words) => {
    choose(key);
    setWords(now);
    if (key !== null) edit((draft) => withPreset(draft, key, now));
  };
  const preset = chosen && PRESETS[chosen];
  const description = "The choice fills in metrics and plan; each can be changed in its step.";
  return (
    <Container
      header={
        <Header variant="h2" description={description}>
          What do you want to know?
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Tiles
          ariaLabel="What do you want to know?"
          columns={2}
          value={chosen}
          items={PRESET_KEYS.map((value) => ({
            value,
            label: PRESETS[value].title,
            description: PRESETS[value].description,
          }))}
          onChange={({ detail }) => take(detail.value as PresetKey, words)}
        />
        {preset?.asks && (
          <SpaceBetween size="m">
            <SuggestField
              label={preset.asks}
              description="The name under which your application reports it."
              placeholder={preset.example}
              suggestions={event_names}
              value={words.goal}
              onChange={(goal) => take(chosen, { ...words, goal })}
            />
            <SuggestField
              label="Event that tells that something broke"
              isOptional
              description={HARM}
              placeholder="page_error"
              suggestions={event_names}
              value={words.harm}
              onChange={(harm) => take(chosen, { ...words, harm })}
            />
          </SpaceBetween>
        )}
      </SpaceBetween>
    </Container>
  );
}
