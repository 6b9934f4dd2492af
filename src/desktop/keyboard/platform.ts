/** How this platform names its keys. */
export function isMac(): boolean {
  return navigator.userAgent.includes('Macintosh');
}

/** The key that shortcuts are made with. */
export function modKey(): string {
  return isMac() ? '⌘' : 'Ctrl';
}
