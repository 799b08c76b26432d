import {
  type BurgeeOptions,
  BurgeeProvider,
  type EvaluationContext,
  useObjectFlagValue,
  useTrack,
} from "@burgee/react";
import { type JSX, useState } from "react";

/** What the server renders the page with, and the browser goes on with. */
export interface PageProps {
  options: BurgeeOptions;
  context: EvaluationContext;
}

/** What the page says without an answer. */
const PLAIN = { title: "Glasses, ground to order", invitation: "See the frames" };
const FRAMES = ["Harbour, round", "Pier, square", "Dune, rimless", "Gull, cat-eye", "Buoy, oval"];

/** The same on the server and in the browser. */
export function Page({ options, context }: PageProps): JSX.Element {
  return (
    <BurgeeProvider options={options} context={context}>
      <header>Quay Opticians</header>
      <Hero />
    </BurgeeProvider>
  );
}

/** To read the flag in the browser is to show it: the provider records the exposure. */
function Hero(): JSX.Element {
  const words = useObjectFlagValue("hero-words", PLAIN);
  const { track } = useTrack();
  const [isOpen, setOpen] = useState(false);

  function enter(): void {
    track("invitation_clicked", { event_type: "click" });
    setOpen(true);
  }

  return (
    <main>
      <h1>{words.title}</h1>
      <p>Tell us how you see. We cut the lenses, you choose the frame, the post does the rest.</p>
      {isOpen ? (
        <ul>
          {FRAMES.map((frame) => (
            <li key={frame}>{frame}</li>
          ))}
        </ul>
      ) : (
        <button type="button" onClick={enter}>
          {words.invitation}
        </button>
      )}
    </main>
  );
}
