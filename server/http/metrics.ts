/** What Prometheus reads of the server: requests by pattern and status, how long they took, open streams, the process. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface RequestMetrics {
  observe(method: string, route: string, status: number, ms: number): void;
  /** The text of Prometheus' format. */
  text(): Promise<string>;
  readonly type: string;
}

export function requestMetrics(streams: ReadonlySet<unknown>): RequestMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Counter({
    name: 'minutier_requests_total',
    help: 'Requests that were answered.',
    labelNames: ['method', 'route', 'status'],
    registers: [registry],
  });
  const durations = new Histogram({
    name: 'minutier_request_seconds',
    help: 'Time from a request to the end of its answer.',
    labelNames: ['method', 'route'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'minutier_streams',
    help: 'Open streams of events.',
    registers: [registry],
    collect() {
      this.set(streams.size);
    },
  });
  return {
    observe(method, route, status, ms) {
      requests.inc({ method, route, status });
      // A stream lasts as long as somebody looks.
      if (!route.endsWith('/events')) durations.observe({ method, route }, ms / 1000);
    },
    text: () => registry.metrics(),
    type: registry.contentType,
  };
}
