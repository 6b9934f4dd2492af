/** The main window's page. */
import '@mantine/notifications/styles.css';
import { App } from './App';
import { mount } from './mount';

void mount(<App />);
