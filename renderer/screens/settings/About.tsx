import type { AppStatus } from "../../../shared/contract/app";
import { startTour } from "../../state/tour";
import { Button } from "../../ui/Button";
import { SafeText } from "../../ui/SafeText";
import { Section } from "./Section";

/** What runs here, where its data is, and the tour. */
export function About({ status }: { readonly status: AppStatus }) {
  const { tour } = status.settings;
  return (
    <Section id="about" name="About">
      <dl className="settings-facts">
        <dt>Version</dt>
        <dd>{status.version}</dd>
        <dt>Core</dt>
        <dd>{status.coreRuntime}</dd>
        <dt>Data folder</dt>
        <dd className="mono">
          <SafeText text={status.home} code />
        </dd>
        <dt>Tour</dt>
        <dd>
          <Button
            small
            onClick={() => {
              startTour(tour.state === "stopped" ? tour.step : 0);
            }}
          >
            {tour.state === "stopped" ? "Go on with the tour" : "Take the tour of the sample night"}
          </Button>
        </dd>
      </dl>
    </Section>
  );
}
