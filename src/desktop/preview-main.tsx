/** The page of the small window that shows each picture just taken. */
import { mount } from './mount';
import { PreviewWindow } from './pictures/PreviewWindow';

void mount(<PreviewWindow />);
