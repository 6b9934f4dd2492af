/** The idle window's page. */
import '@mantine/notifications/styles.css';
import { Notifications } from '@mantine/notifications';
import { IdleWindow } from './idle/IdleWindow';
import { mount } from './mount';

void mount(
  <>
    <IdleWindow />
    <Notifications position="top-center" limit={1} />
  </>,
);
