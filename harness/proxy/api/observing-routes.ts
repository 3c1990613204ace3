// The routes that only look: /metrics, if it is wanted, and /events, which is ours.

import type { EventHub } from '../event-hub.js';
import { expose, METRICS_TYPE, type MetricKinds } from '../metrics/exposition.js';
import type { Metrics } from '../metrics/metrics.js';
import { streamEvents } from './event-stream.js';
import type { Route } from './routes.js';

export interface Observed {
  readonly hub: EventHub;
  readonly metrics: Metrics;
  readonly metricKinds: MetricKinds;
  readonly lagUs: () => number;
  readonly strict: boolean;
}

export function observingRoutes({ hub, metrics, metricKinds, lagUs, strict }: Observed): readonly Route[] {
  const metricsRoute: Route = {
    path: /^\/metrics$/,
    methods: {},
    anyMethod: () => ({ status: 200, body: expose(metrics, metricKinds, lagUs), contentType: METRICS_TYPE }),
  };
  const eventsRoute: Route = {
    path: /^\/events$/,
    methods: {
      GET: (proxies, _body, _names, { query, accept }) => ({
        status: 200,
        stream: (response, headers) => {
          const proxy = query.get('proxy') ?? undefined;
          const sse = accept.includes('text/event-stream');
          streamEvents({ hub, response, headers, proxy, sse, beginnings: proxies.beginnings(proxy) });
        },
      }),
    },
  };
  return [...(metricKinds.proxy || metricKinds.runtime ? [metricsRoute] : []), ...(strict ? [] : [eventsRoute])];
}
