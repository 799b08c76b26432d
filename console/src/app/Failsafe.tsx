import Alert from "@cloudscape-design/components/alert";
import Button from "@cloudscape-design/components/button";
import { Component, type ReactNode } from "react";

interface FailsafeProps {
  /** With another place, it tries again. */
  place: string;
  /** What is shown of it once it broke; otherwise that it did, and what to do. */
  instead?: ReactNode;
  children: ReactNode;
}

interface FailsafeState {
  fault: Error | null;
  place: string;
}

/** Keeps a page that breaks from taking the others with it. */
export class Failsafe extends Component<FailsafeProps, FailsafeState> {
  override state: FailsafeState = { fault: null, place: this.props.place };

  static getDerivedStateFromError(fault: Error): Partial<FailsafeState> {
    return { fault };
  }

  static getDerivedStateFromProps(
    { place }: FailsafeProps,
    state: FailsafeState,
  ): FailsafeState | null {
    return place === state.place ? null : { fault: null, place };
  }

  override render() {
    if (this.state.fault === null) return this.props.children;
    if (this.props.instead !== undefined) return this.props.instead;
    const reload = <Button onClick={() => location.reload()}>Reload</Button>;
    return (
      <Alert type="error" header="This page could not be shown" action={reload}>
        Reload it: the console may have been renewed meanwhile. If it stays so, tell whoever runs
        Burgee here: {this.state.fault.message}
      </Alert>
    );
  }
}
