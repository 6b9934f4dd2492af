/** What answers for a picture on its way here. SPEC: SV40–SV42. */
import { type HandlersOf, Refusal } from '../http/handler';
import type { Pictures, Received } from './pictures';

type Why = Extract<Received, { outcome: 'refused' }>['why'];

/** Of each refusal: nothing of the picture was kept. */
const REFUSED: Record<Why, Refusal> = {
  hash: new Refusal(
    422,
    'picture-hash',
    'These are not the bytes of that hash. Nothing was kept: send it from its beginning.',
  ),
  format: new Refusal(422, 'picture-format', 'This is no whole still WebP picture. Nothing was kept.'),
  size: new Refusal(
    422,
    'picture-size',
    'A picture has at most 8192 pixels along an edge, and 40 million in all. Nothing was kept.',
  ),
  offset: new Refusal(
    422,
    'picture-offset',
    'This part goes beyond the end of the picture. It was not kept.',
  ),
  many: new Refusal(
    429,
    'pictures-many',
    'Too many pictures of this contract are half sent. Finish those first.',
  ),
};

export function pictureHandlers({
  pictures,
}: {
  pictures: Pictures;
}): HandlersOf<'pictureState' | 'pictureSend'> {
  return {
    pictureState: ({ params: { contract, sha256 } }) => pictures.state(contract, sha256),
    async pictureSend({ params: { contract, sha256 }, query: { offset, size }, body, now }) {
      const answer = await pictures.receive(contract, sha256, { offset, size, bytes: body }, now);
      return answer.outcome === 'refused'
        ? REFUSED[answer.why]
        : { received: answer.received, done: answer.done };
    },
  };
}
