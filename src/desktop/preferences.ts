/** What this window remembers for itself: which contract was tracked last, so that the next start offers it. */
const CONTRACT = 'last-contract';

export function rememberContract(id: string): void {
  localStorage.setItem(CONTRACT, id);
}

export function rememberedContract(): string | null {
  return localStorage.getItem(CONTRACT);
}
