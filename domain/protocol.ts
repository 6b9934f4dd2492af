/**
 * The wire, whole: every command between app, page and server, by name. The server registers these and nothing else
 * (but its own health, metrics and published document); a test goes through this list for every role.
 */
import { accountRoutes } from './protocol-accounts';
import { diaryRoutes } from './protocol-diary';
import { logRoutes } from './protocol-log';
import { reviewRoutes } from './protocol-review';

export const ROUTES = { ...logRoutes, ...accountRoutes, ...diaryRoutes, ...reviewRoutes } as const;
export type RouteName = keyof typeof ROUTES;
