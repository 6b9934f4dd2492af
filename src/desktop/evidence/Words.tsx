/** A fingerprint as eight words in two rows, numbered for people who read them to each other. */
import classes from './evidence.module.css';

export function Words({ words, testId }: { words: string; testId: string }) {
  return (
    <ol className={classes.words} data-testid={testId} data-words={words}>
      {words.split('-').map((word, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two of the words may be the same, their places never are
        <li key={place}>{word}</li>
      ))}
    </ol>
  );
}
