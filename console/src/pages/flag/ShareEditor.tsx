import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { RolloutShare } from "../../api/types.js";
import { useAttributeNames } from "../../parts/conditions/suggestions.js";
import { CheckField } from "../../parts/fields/CheckField.js";
import { ChoiceField } from "../../parts/fields/ChoiceField.js";
import { Inside } from "../../parts/fields/FieldProblems.js";
import { NumberField } from "../../parts/fields/NumberField.js";
import { SuggestField } from "../../parts/fields/SuggestField.js";
import type { SettingsEditorProps } from "./AnswersEditor.js";
import { TARGETING_KEY } from "./editing.js";

const ABOUT = "What those get for whom no rule holds.";

/** What everybody else gets: one variant, and a share of them perhaps another. */
export function ShareEditor({ settings, variants, change }: SettingsEditorProps) {
  const { rollout, default_variant } = settings;
  const choices = variants.map((value) => ({ value, label: value }));
  const other = variants.find((variant) => variant !== default_variant) ?? default_variant;
  const begin = { variant: other, percentage: 10, bucket_by: TARGETING_KEY };
  return (
    <Container
      header={
        <Header variant="h2" description={ABOUT}>
          Everybody else
        </Header>
      }
    >
      <SpaceBetween size="m">
        <CheckField
          label="Give a share of them another variant"
          description="A rollout does the same stage by stage, and takes it back by itself."
          value={rollout != null}
          onChange={(has) => change({ rollout: has ? begin : null })}
        />
        {rollout && (
          <Inside field="rollout">
            <Share share={rollout} choices={choices} set={(share) => change({ rollout: share })} />
          </Inside>
        )}
        <ChoiceField
          label="Default variant"
          field="default_variant"
          description="What everybody gets whom nothing above decided."
          value={default_variant}
          choices={choices}
          onChange={(value) => change({ default_variant: value })}
        />
      </SpaceBetween>
    </Container>
  );
}

interface ShareProps {
  share: RolloutShare;
  choices: readonly { value: string; label: string }[];
  set: (share: RolloutShare) => void;
}

function Share({ share, choices, set }: ShareProps) {
  return (
    <div className="in-a-row">
      <NumberField
        label="Share"
        field="percentage"
        value={Number.isFinite(share.percentage) ? share.percentage : null}
        unit="%"
        onChange={(percentage) => set({ ...share, percentage: percentage ?? Number.NaN })}
      />
      <ChoiceField
        label="Variant"
        field="variant"
        value={share.variant}
        choices={choices}
        onChange={(variant) => set({ ...share, variant })}
      />
      <SuggestField
        label="Drawn by"
        field="bucket_by"
        value={share.bucket_by ?? TARGETING_KEY}
        suggestions={useAttributeNames()}
        onChange={(bucket_by) => set({ ...share, bucket_by })}
      />
    </div>
  );
}
