/** What main says of the machine it runs on; asked for once, when the settings are opened. */
import { useEffect, useState } from 'react';
import type { Diagnostics } from '../../../electron/contract';
import { api } from '../api';
import { attempt } from '../failures';

export function useDiagnostics(): Diagnostics | null {
  const [diagnostics, setDiagnostics] = useState<Diagnostics | null>(null);
  useEffect(() => {
    let current = true;
    void attempt(api.call('diagnostics.get', undefined)).then((answer) => {
      if (current && answer) setDiagnostics(answer);
    });
    return () => {
      current = false;
    };
  }, []);
  return diagnostics;
}
