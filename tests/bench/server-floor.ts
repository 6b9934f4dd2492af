/**
 * The least that a server can do which loses nothing: takes a body, writes it, syncs it, answers. What is PUT is a file
 * of its own, what is POSTed goes to the end of one file. Prints its port; ends with its input.
 * Argument: an empty folder.
 */
import { open } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

const [folder = ''] = process.argv.slice(2);
const log = await open(join(folder, 'log'), 'a');
let files = 0;
/** Appends come one after the other, as in any log. */
let last = Promise.resolve();

const server = createServer(async (request, response) => {
  const pieces: Buffer[] = [];
  for await (const piece of request) if (Buffer.isBuffer(piece)) pieces.push(piece);
  const body = Buffer.concat(pieces);
  if (request.method === 'PUT') {
    const file = await open(join(folder, `${files++}.webp`), 'wx');
    await file.writeFile(body);
    await file.sync();
    await file.close();
  } else {
    last = last.then(async () => {
      await log.appendFile(body);
      await log.sync();
    });
    await last;
  }
  response.end('{}');
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address !== null && typeof address === 'object') console.log(address.port);
});
process.stdin.resume().on('end', () => process.exit(0));
