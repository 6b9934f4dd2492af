/** Prints the times of saves, as JSON. Arguments: an empty folder, how many rounds. */
import { measureSaves } from '../support/store-bench';

const [folder = '', rounds = '1'] = process.argv.slice(2);
console.log(JSON.stringify(measureSaves(folder, Number(rounds))));
