/** The page of the small timer that stays above other windows. */
import { MiniTimer } from './mini/MiniTimer';
import { mount } from './mount';

void mount(<MiniTimer />);
