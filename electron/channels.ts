/** The two IPC channels, apart from the contract so that the preload carries no schema library. */

/** Commands, window to main; each is answered with a `Reply`. */
export const COMMAND_CHANNEL = 'minutier:command';
/** Events, main to window: a name and a payload. */
export const EVENT_CHANNEL = 'minutier:event';
