/** Rules that are written and whose code is still to come. Each leaves this list with its test; the list ends empty. */
import { it } from 'vitest';

it.todo('[KY9] [KY10] [KY11] whose log it is');
it.todo('[LG10] [LG11] [LG12] [LG13] [LG14] [LG15] [LG16] entries, head, what was seen before, reception');
it.todo('[SG2] [SG3] [SG4] [SG5] [SG6] [SG7] [SG8] [SG9] [SG10] [SG11] [SG12] what stands');
it.todo('[SG13] [SG14] [SG17] [SG18] [SG19] when it was sealed, which terms hold, what the verdict is');
it.todo('[DS4] [DS5] [DS6] [DS7] [DS8] [DS10] what is told, withheld, destroyed');
it.todo('[BU5] [BU6] [BU7] [BU8] the bundle as a whole');
it.todo('[VF3] [VF4] [VF5] [VF7] [VF9] [VF10] the verifier');
