/** Outlines of the areas of a picture that were made unreadable, over its image. */
import type { DiaryPicture } from '../types';
import classes from './redact.module.css';

export function AreaOutlines({ picture }: { picture: DiaryPicture }) {
  const { hidden, width, height } = picture;
  if (hidden === null) return null;
  const boxes = hidden === 'whole' ? [{ x: 0, y: 0, width, height }] : hidden;
  return (
    <svg
      className={classes.outlines}
      viewBox={`0 0 ${width} ${height}`}
      aria-hidden
      data-testid="hidden-areas"
    >
      {boxes.map((box) => (
        <rect key={`${box.x} ${box.y} ${box.width} ${box.height}`} {...box} />
      ))}
    </svg>
  );
}
