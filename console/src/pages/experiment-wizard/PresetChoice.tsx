import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import Tiles from "@cloudscape-design/components/tiles";
import { useState } from "react";
import { useNames } from "../../api/names.js";
import { SuggestField } from "../../parts/fields/SuggestField.js";
import { PRESET_KEYS, PRESETS, type PresetKey, type PresetWords, withPreset } from "./presets.js";
import type { StepProps } from "./step.js";

const QUESTION = "What do you want to know?";
const HARM = "An error that the page reports, for example. It becomes a guardrail.";

/** Which question the experiment asks; the metrics that answer it come with the choice. */
export function PresetChoice({ edit }: StepProps) {
  const [chosen, choose] = useState<PresetKey | null>(null);
  const [words, setWords] = useState<PresetWords>({ goal: "", harm: "" });
  const take = (key: PresetKey, now: PresetWords) => {
    choose(key);
    setWords(now);
    edit((draft) => withPreset(draft, key, now));
  };
  const description = "The choice fills in metrics and plan; each can be changed in its step.";
  const header = (
    <Header variant="h2" description={description}>
      {QUESTION}
    </Header>
  );
  return (
    <Container header={header}>
      <SpaceBetween size="m">
        <Tiles
          ariaLabel={QUESTION}
          columns={2}
          value={chosen}
          items={PRESET_KEYS.map((value) => ({
            value,
            label: PRESETS[value].title,
            description: PRESETS[value].description,
          }))}
          onChange={({ detail }) => take(detail.value as PresetKey, words)}
        />
        {chosen && PRESETS[chosen].asks && (
          <Events chosen={chosen} words={words} say={(now) => take(chosen, now)} />
        )}
      </SpaceBetween>
    </Container>
  );
}

interface EventsProps {
  chosen: PresetKey;
  words: PresetWords;
  say: (words: PresetWords) => void;
}

/** Which events tell the answer. */
function Events({ chosen, words, say }: EventsProps) {
  const { event_names } = useNames();
  const { asks, example } = PRESETS[chosen];
  return (
    <SpaceBetween size="m">
      <SuggestField
        label={asks}
        description="The name under which your application reports it."
        placeholder={example}
        suggestions={event_names}
        value={words.goal}
        onChange={(goal) => say({ ...words, goal })}
      />
      <SuggestField
        label="Event that tells that something broke"
        isOptional
        description={HARM}
        placeholder="page_error"
        suggestions={event_names}
        value={words.harm}
        onChange={(harm) => say({ ...words, harm })}
      />
    </SpaceBetween>
  );
}
