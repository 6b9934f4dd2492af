/** The activity level as ten marks and a figure: minutes of the slice with input. */
import classes from './diary.module.css';

const MARKS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

export function ActivityMeter({ level }: { level: number }) {
  return (
    <>
      <span className={classes.meter} aria-hidden>
        {MARKS.map((mark) => (
          <i key={mark} data-on={mark <= level ? '' : undefined} />
        ))}
      </span>
      <span className={`${classes.level} figures`} data-testid="cell-activity">
        {level}
      </span>
    </>
  );
}
