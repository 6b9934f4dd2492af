/** Keeps a fault in one part of the page from taking the rest with it: the part says so, everything else goes on. */
import { Component, type ReactNode } from 'react';

export interface ErrorBoundaryProps {
  /** What stands in the place of the part that failed. */
  fallback: ReactNode;
  children: ReactNode;
}

export class ErrorBoundary extends Component<ErrorBoundaryProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override componentDidCatch(problem: unknown): void {
    console.error('a part of the page failed:', problem);
  }

  override render(): ReactNode {
    return this.state.failed ? this.props.fallback : this.props.children;
  }
}
