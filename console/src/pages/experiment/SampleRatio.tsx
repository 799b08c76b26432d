import Container from "@cloudscape-design/components/container";
import Header from "@cloudscape-design/components/header";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { Results, Run, Sums } from "../../api/types.js";
import { NumberTable } from "../../parts/charts/NumberTable.js";
import { Told } from "../../parts/charts/Told.js";
import type { Piece } from "../../parts/charts/pieces.js";
import { Marked } from "../../parts/Marked.js";
import { When } from "../../parts/When.js";
import { countText } from "./resultWords.js";
import { exposedIn, shareOf, variantsOf } from "./standing.js";

const COLUMNS = ["variant", "exposed", "share", "planned share", "left out", "left meanwhile"];
const PERCENT = 100;

interface SampleRatioProps {
  run: Run;
  sums: Sums;
  look: Results | null;
}

/** Whether the variants have the sizes that their weights ask for: without that no effect can be
 * trusted. Judged with each look, over all looks together. */
export function SampleRatio({ run, sums, look }: SampleRatioProps) {
  const check = look?.checks.find(({ key }) => key === "sample_ratio");
  const about = "Each variant has to have its share: else units are lost on the way.";
  return (
    <Container
      header={
        <Header variant="h2" description={about}>
          Sample ratio
        </Header>
      }
    >
      <SpaceBetween size="m">
        {look && check ? (
          <Marked
            type={check.passed ? "success" : "error"}
            meaning={check.passed ? "as planned" : "mismatch"}
          >
            {check.sentence} By look {look.number}, <When at={look.at} />.
          </Marked>
        ) : (
          <Marked type="pending" meaning="open">
            It is judged with the first look.
          </Marked>
        )}
        <NumberTable label="Shares of the variants" columns={COLUMNS} rows={rowsOf(run, sums)} />
      </SpaceBetween>
    </Container>
  );
}

function rowsOf(run: Run, sums: Sums) {
  const variants = variantsOf(run);
  const all = variants.reduce((sum, key) => sum + exposedIn(sums, key), 0);
  return variants.map((key) => {
    const exposed = exposedIn(sums, key);
    const { n = 0, left = {} } = sums.units.variants[key] ?? {};
    const gone = Object.values(left).reduce((sum, units) => sum + units, 0);
    const cells = [
      counted(exposed),
      percent(exposed / (all || 1)),
      percent(shareOf(run, key)),
      counted(exposed - n),
      counted(gone),
    ];
    return { key, cells: [key, ...cells.map((piece, at) => <Told key={at} pieces={[piece]} />)] };
  });
}

function counted(number: number): Piece {
  return { text: countText(number), number };
}

function percent(number: number): Piece {
  return { text: `${(PERCENT * number).toFixed(2)} %`, number };
}
