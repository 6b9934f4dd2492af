/**
 * `README.txt` of a bundle: what it is, and how to check one entry by hand with openssl, sha256sum and base64, without any
 * program of ours. Promises: the same text for every bundle of a language; its indented lines, one after the other, are a
 * script for `sh` that stops at the first thing that is not so. Only `key` is for the reader to fill in: the freelancer's
 * key must come from the freelancer, never from the bundle. What the bundle says goes into files and never to the terminal,
 * which a text could steer. SPEC: BU2; docs/evidence-format.md §8.
 */
import type { Manifest } from './bundle';

/** What stands in the recipe where the reader writes the freelancer's key. */
export const KEY_PLACEHOLDER = 'KEY-OF-THE-FREELANCER';

/** DER of an Ed25519 public key but for its 32 bytes (RFC 8410 §4: 302a300506032b6570032100), as `printf` takes it. */
const DER = '\\060\\052\\060\\005\\006\\003\\053\\145\\160\\003\\041\\000';

/** The commands, by what they show. Nothing but sh, openssl, sha256sum, base64, cut and tr. */
const STEPS = {
  prepare: [
    `key=${KEY_PLACEHOLDER}`,
    'n=1',
    'i=0',
    'while IFS= read -r line; do',
    '  i=$((i + 1)); [ "$i" -eq "$n" ] && break',
    'done < log/entries.jws',
    'decode() {',
    '  t=$(printf %s "$1" | tr _- /+)',
    `  while [ $((\${#t} % 4)) -ne 0 ]; do t="$t="; done`,
    '  printf %s "$t" | base64 -d',
    '}',
    "encode() { base64 | tr -d '=\\n' | tr /+ _-; }",
  ],
  says: ['said=$(decode "$(printf %s "$line" | cut -d . -f 2)")', 'printf %s "$said" > entry.json'],
  signature: [
    `der='${DER}'`,
    '{ printf "$der"; decode "$key"; } > key.der',
    'openssl pkey -pubin -inform DER -in key.der -out key.pem',
    'printf %s "$line" | cut -d . -f 1,2 | tr -d \'\\n\' > message',
    'decode "$(printf %s "$line" | cut -d . -f 3)" > signature',
    'openssl pkeyutl -verify -pubin -inkey key.pem -rawin -in message \\',
    '  -sigfile signature',
  ],
  leaf: [
    '{ printf \'\\000\'; printf %s "$line"; } > leaf',
    'sha256sum leaf',
    'openssl dgst -sha256 -binary leaf | encode; echo',
  ],
  told: [
    'while IFS= read -r told; do',
    '  digest=$(printf %s "$told" | openssl dgst -sha256 -binary | encode)',
    '  case $said in *"\\"$digest\\""*) decode "$told"; echo ;; esac',
    'done < log/disclosures.txt > told.txt',
  ],
  pictures: [
    'for file in pictures/*.webp; do',
    '  [ -e "$file" ] || continue',
    '  printf \'%s  %s\\n\' "$(echo "$file" | cut -c 10-73)" "$file"',
    'done > pictures.sha256',
    'if [ -s pictures.sha256 ]; then sha256sum -c pictures.sha256; fi',
  ],
} as const;

type Step = keyof typeof STEPS;

const TEXTS: Record<Manifest['language'], readonly (string | { step: Step })[]> = {
  en: [
    `MINUTIER - EVIDENCE OF WORK

This archive is the signed record of one contract's work. To check all of
it, open verifier.html in Firefox or Chromium (no network is needed), or
run minutier-verify, and give it the freelancer's key, which the
freelancer must have given to you in another way than with this file.
report.pdf is for reading. It was made from the evidence and is none.

  log/entries.jws      every entry ever signed, one a line, in order
  log/disclosures.txt  what is told of the entries, one a line
  log/checkpoint       the signed sum over all entries
  pictures/            the pictures that are told; each name is a hash
  manifest.json        what is told, and the hash of every other file
  manifest.note        the signature of manifest.json


CHECK ONE ENTRY BY HAND

Needed: sh, openssl (3.0 or later), sha256sum, base64, cut and tr. Unpack
the archive into an empty folder, open a terminal in it, and run the
indented lines in order.

1. Choose. Write the freelancer's key behind "key=": the 43 characters
   behind "minutier-key-1:". "n" is the number of the line; line 1 opens
   the log and is signed by its first key. Where the freelancer later
   changed keys, later lines are signed by the later ones.
`,
    { step: 'prepare' },
    `
2. What the entry says: read entry.json, in an editor. Whatever may have
   to be deleted one day stands there as a digest only, under "_sd".
`,
    { step: 'says' },
    `
3. Whether that key signed it. "Signature Verified Successfully" means:
   this key signed exactly these characters, and not one was changed.
`,
    { step: 'signature' },
    `
4. Its hash as a leaf of the tree, in hex, and as it is named in other
   entries: "prev" of the signer's next entry is this name. So none can
   be dropped, added or moved without all later ones being signed anew.
`,
    { step: 'leaf' },
    `
5. What is told of it: read told.txt, in an editor. Each line (a salt, a
   name, a value) has a digest that the entry has signed: it was said so
   then. A memo with another letter in it would not be there.
`,
    { step: 'told' },
    `
6. The pictures. "OK" means: the file has the hash in its name. A picture
   belongs to the entry if told.txt has that hash for it, as "sha256".
`,
    { step: 'pictures' },
    `
WHAT IT MEANS

The signature shows that the entry was not changed since it was signed,
and by which key. It does not show that a person worked, that a picture
shows the real screen, that the counts are true, or that the clock was
right. That no entry is missing is shown by the whole log: verifier.html
checks it.
`,
  ],
  fr: [
    `MINUTIER - PREUVES DU TRAVAIL

Ce dossier est l’enregistrement signé du travail d’un contrat. Pour le
vérifier en entier, ouvrez verifier.html dans Firefox ou Chromium (sans
réseau), ou lancez minutier-verify, et donnez la clé du freelance, que
celui-ci doit vous avoir remise par une autre voie que ce fichier.
report.pdf se lit. Il a été tiré des preuves et n’en est pas une.

  log/entries.jws      chaque écriture signée, une par ligne, dans l’ordre
  log/disclosures.txt  ce qui est communiqué des écritures, un par ligne
  log/checkpoint       la somme signée de toutes les écritures
  pictures/            les captures : le nom de chacune est son empreinte
  manifest.json        ce qui est communiqué ; l’empreinte des fichiers
  manifest.note        la signature de manifest.json


VÉRIFIER UNE ÉCRITURE À LA MAIN

Il faut : sh, openssl (3.0 ou plus récent), sha256sum, base64, cut et tr.
Décompressez le fichier dans un répertoire vide, ouvrez-y un terminal et
exécutez dans l’ordre les lignes en retrait.

1. Choisir. Écrivez la clé du freelance après « key= » : les 43 caractères
   qui suivent « minutier-key-1: ». « n » est le numéro de la ligne ; la
   ligne 1 ouvre le registre et est signée par sa première clé. Si le
   freelance a changé de clé, les lignes suivantes sont signées par les
   clés suivantes.
`,
    { step: 'prepare' },
    `
2. Ce que dit l’écriture : lisez entry.json, dans un éditeur. Ce qui devra
   peut-être être supprimé un jour n’y figure que par son empreinte, sous
   « _sd ».
`,
    { step: 'says' },
    `
3. Si cette clé l’a signée. « Signature Verified Successfully » veut
   dire : cette clé a signé exactement ces caractères, aucun n’a changé.
`,
    { step: 'signature' },
    `
4. Son empreinte comme feuille de l’arbre, en hexadécimal, puis telle que
   d’autres écritures la nomment : « prev » de la suivante du même
   signataire est ce nom. Aucune ne peut donc être retirée, ajoutée ou
   déplacée sans que toutes les suivantes soient signées à nouveau.
`,
    { step: 'leaf' },
    `
5. Ce qui en est communiqué : lisez told.txt, dans un éditeur. Chaque ligne
   (un sel, un nom, une valeur) a une empreinte que l’écriture a signée :
   cela a été dit alors. Un mémo dont une lettre aurait changé n’y serait
   pas.
`,
    { step: 'told' },
    `
6. Les captures. « OK » veut dire : le fichier a l’empreinte que dit son
   nom. Une capture appartient à l’écriture si told.txt donne cette
   empreinte, sous « sha256 ».
`,
    { step: 'pictures' },
    `
CE QUE CELA VEUT DIRE

La signature montre que l’écriture n’a pas changé depuis, et quelle clé
l’a signée. Elle ne montre pas qu’une personne a travaillé, qu’une capture
montre le véritable écran, que les comptages sont exacts, ni que l’horloge
était juste. Qu’aucune écriture ne manque, c’est le registre entier qui le
montre : verifier.html le vérifie.
`,
  ],
};

/** The file's text. Commands are in English everywhere: they are what is run. */
export function bundleReadme(language: Manifest['language']): string {
  return TEXTS[language]
    .map((part) => (typeof part === 'string' ? part : `\n${indented(STEPS[part.step])}\n`))
    .join('');
}

function indented(lines: readonly string[]): string {
  return lines.map((line) => `    ${line}`).join('\n');
}
