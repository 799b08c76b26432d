import Button from "@cloudscape-design/components/button";
import Container from "@cloudscape-design/components/container";
import FormField from "@cloudscape-design/components/form-field";
import Header from "@cloudscape-design/components/header";
import SegmentedControl from "@cloudscape-design/components/segmented-control";
import SpaceBetween from "@cloudscape-design/components/space-between";
import { useState } from "react";
import { useMay } from "../../api/caller.js";
import { type MemberList, type StoredSegment, useSegmentMembers } from "../../api/segments.js";
import { Breakable } from "../../parts/Breakable.js";
import { useMake } from "../../parts/Changes.js";
import { counted } from "../../parts/counted.js";
import { Empty } from "../../parts/Empty.js";
import { EntryList } from "../../parts/EntryList.js";
import { type Column, Listing } from "../../parts/Listing.js";
import { useParameter } from "../../parts/useParameter.js";
import { membersOf, type Reach } from "./changing.js";

interface MembersProps {
  stored: StoredSegment;
  reach: Reach;
}

interface Member {
  unit: string;
}

/** One of the two lists. */
interface Named {
  id: MemberList;
  text: string;
  about: string;
}

const OF = "of";
const LISTS: readonly [Named, ...Named[]] = [
  { id: "included", text: "Included", about: "In, whatever else is known of them." },
  { id: "excluded", text: "Excluded", about: "Out, even if they are included or meet conditions." },
];

/** The units that a segment names: who is in, and who is out. */
export function Members({ stored, reach }: MembersProps) {
  const [of, turnTo] = useList();
  const pages = useSegmentMembers(stored.key, of.id);
  const may = useMay("editor")() && stored.document.lifecycle !== "archived";
  const make = useMake();
  const remove = (unit: string) =>
    void make(membersOf(stored, { of: of.id, remove: [unit] }, reach));
  const items = pages.items.map((unit): Member => ({ unit }));
  return (
    <SpaceBetween size="l">
      <SegmentedControl
        label="Which list"
        selectedId={of.id}
        options={LISTS.map(({ id, text }) => ({
          id,
          text: `${text} (${stored.summary[id].toLocaleString("en")})`,
        }))}
        onChange={({ detail }) => turnTo(detail.selectedId)}
      />
      {may && <Adding key={of.id} {...{ stored, reach }} of={of.id} />}
      <Listing
        label={`${of.id} units`}
        pages={{ ...pages, items, brought: items, answer: undefined }}
        columns={columnsOf(may ? remove : undefined)}
        keyOf={({ unit }) => unit}
        header={
          <Header variant="h2" description={of.about}>
            {of.text} by name
          </Header>
        }
        empty={<NoneNamed of={of.id} />}
      />
    </SpaceBetween>
  );
}

function columnsOf(
  remove: ((unit: string) => void) | undefined,
): [Column<Member>, ...Column<Member>[]] {
  const cell = (member: Member) => <Unit {...member} />;
  const unit: Column<Member> = { id: "unit", header: "Unit", cell };
  if (!remove) return [unit];
  const button: Column<Member> = {
    id: "remove",
    header: "Actions",
    maxWidth: 120,
    cell: (member) => (
      <Button
        variant="inline-link"
        ariaLabel={`Take out ${member.unit}`}
        onClick={() => remove(member.unit)}
      >
        Take out
      </Button>
    ),
  };
  return [unit, button];
}

function Unit({ unit }: Member) {
  return <Breakable text={unit} />;
}

function Adding({ stored, reach, of }: MembersProps & { of: MemberList }) {
  const [units, setUnits] = useState<string[]>([]);
  const make = useMake();
  const word = of === "included" ? "Include" : "Exclude";
  const put = async () => {
    const isMade = await make(membersOf(stored, { of, add: units }, reach));
    if (isMade) setUnits([]);
  };
  return (
    <Container>
      <SpaceBetween size="s">
        <FormField
          label={`${word} units`}
          description="Keys of units, as your application sends them. Paste many at once."
          stretch
        >
          <EntryList
            label="Units to put in"
            values={units}
            onChange={setUnits}
            placeholder="Key of a unit"
          />
        </FormField>
        <Button disabled={units.length === 0} onClick={() => void put()}>
          {units.length === 0 ? word : `${word} ${counted(units.length, "unit")}`}
        </Button>
      </SpaceBetween>
    </Container>
  );
}

function NoneNamed({ of }: { of: MemberList }) {
  return (
    <Empty title={`Nobody is ${of} by name`}>
      {of === "included"
        ? "Name who is to be in though no condition finds them: testers, your own team."
        : "Name who is never to be in, whatever the conditions say."}
    </Empty>
  );
}

/** Which list is looked at: in the address. */
function useList(): [Named, (id: string) => void] {
  const [list, turn] = useParameter(OF);
  return [LISTS.find(({ id }) => id === list) ?? LISTS[0], turn];
}
