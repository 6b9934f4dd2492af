/** The idle window's page. */
import { IdleWindow } from './idle/IdleWindow';
import { mount } from './mount';

void mount(<IdleWindow />);
