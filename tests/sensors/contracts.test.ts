/** The contracts of the sensors, held by what `createSensors` makes on a real X display, and on one that is gone. */
import type { Clock } from '../../domain/clock';
import { createSensors } from '../../electron/main/sensors';
import type { Sensors } from '../../electron/main/sensors/ports';
import {
  inputSensorContract,
  type Machines,
  pictureSensorContract,
  type Subject,
  windowSensorContract,
} from '../contracts/sensors';
import { testFork } from '../support/fork-child';
import { silentLog } from '../support/silent-log';
import { startDisplay, type XDisplay } from '../support/x-display';

const clock: Clock = { read: () => ({ wall: Date.now(), mono: performance.now(), boot: performance.now() }) };

let display: XDisplay | undefined;

async function sensorsOn(name: string, env: NodeJS.ProcessEnv): Promise<Sensors> {
  const { fork } = await testFork('picture-child', env);
  return createSensors({
    platform: 'linux',
    session: { type: 'x11', waylandDisplay: undefined, display: name },
    clock,
    log: silentLog,
    electron: {
      fork,
      desktop: { displays: () => [], frames: async () => [] },
      idle: { seconds: () => 0, state: () => 'active' },
      pointer: () => ({ x: 1, y: 1 }),
      mayCapture: () => true,
    },
  });
}

function machines<S>(part: (sensors: Sensors) => S): Machines<S> {
  const subject = (sensors: Sensors, close: () => Promise<void>): Subject<S> => ({
    sensor: part(sensors),
    async close() {
      await sensors.input.stop();
      await sensors.window.stop();
      await close();
    },
  });
  return {
    async working() {
      const started = await startDisplay({ root: '#10a040' });
      display = started;
      return subject(await sensorsOn(started.name, started.env), () => started.close());
    },
    async broken() {
      return subject(await sensorsOn(':9731', { ...process.env, DISPLAY: ':9731' }), async () => {});
    },
  };
}

inputSensorContract(
  'X11',
  machines(({ input }) => input),
  async (keys) => {
    await display?.xdotool('key', '--repeat', String(keys), 'a');
  },
);
windowSensorContract(
  'X11',
  machines(({ window }) => window),
);
pictureSensorContract(
  'X11',
  machines(({ picture }) => picture),
);
