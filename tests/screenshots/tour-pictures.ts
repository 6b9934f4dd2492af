/** The pictures of the tour in their order, each with its line. `dark`: there is one of the dark theme as well. */
export interface TourPicture {
  name: string;
  en: string;
  fr: string;
  dark?: true;
}

export const PICTURES = [
  {
    name: '01-welcome',
    en: 'Before anything is captured, the app says what it will capture and what it never does.',
    fr: 'Avant toute capture, l’application dit ce qu’elle capturera et ce qu’elle ne fait jamais.',
  },
  {
    name: '02-diary',
    dark: true,
    en: 'The diary of a day: ten minutes a cell, with time, activity, a picture, and whether it is protected.',
    fr: 'Le journal d’un jour : dix minutes par case, avec le temps, l’activité, une image, et la protection.',
  },
  {
    name: '03-slice',
    dark: true,
    en: 'One slice in full: its minutes, its windows, its picture, and what protects it or what is missing.',
    fr: 'Une tranche en entier : ses minutes, ses fenêtres, son image, et ce qui la protège ou ce qui manque.',
  },
  {
    name: '04-redaction',
    dark: true,
    en: 'What the client must not see is made unreadable in the picture, by mouse or by keyboard.',
    fr: 'Ce que le client ne doit pas voir est rendu illisible dans l’image, à la souris ou au clavier.',
  },
  {
    name: '05-week',
    dark: true,
    en: 'The timesheet of a week, its money after fees, and when it is paid.',
    fr: 'Le relevé d’une semaine, son montant après frais, et la date du paiement.',
  },
  { name: '06-month', en: 'The month, day by day.', fr: 'Le mois, jour par jour.' },
  { name: '07-year', dark: true, en: 'The year at a glance.', fr: 'L’année d’un coup d’œil.' },
  {
    name: '08-protection',
    dark: true,
    en: 'What is protected this week, what is not, and what can still be mended before it locks.',
    fr: 'Ce qui est protégé cette semaine, ce qui ne l’est pas, et ce qui peut encore être corrigé avant la clôture.',
  },
  {
    name: '09-insights',
    en: 'Where the week went, by application and by hour; nothing of it leaves the computer.',
    fr: 'Où la semaine est passée, par application et par heure ; rien ne quitte l’ordinateur.',
  },
  {
    name: '10-search',
    en: 'Search over memos, windows and contracts of the whole year.',
    fr: 'La recherche dans les mémos, les fenêtres et les contrats de toute l’année.',
  },
  {
    name: '11-contracts',
    dark: true,
    en: 'The contracts with their terms, limits, fees, and who stated what.',
    fr: 'Les contrats avec leurs conditions, limites, frais, et qui a déclaré quoi.',
  },
  {
    name: '12-privacy',
    en: 'Windows that are never captured: whole groups with one key, or one’s own patterns.',
    fr: 'Les fenêtres jamais capturées : des groupes entiers d’une touche, ou vos propres motifs.',
  },
  {
    name: '13-import',
    dark: true,
    en: 'A report of another program, looked at line by line before anything is taken in.',
    fr: 'Un rapport d’un autre programme, examiné ligne par ligne avant d’être repris.',
  },
  { name: '14-settings', en: 'The settings.', fr: 'Les réglages.' },
  {
    name: '15-keys',
    en: 'Everything goes by keyboard; the list is one key away.',
    fr: 'Tout se fait au clavier ; la liste est à une touche.',
  },
  {
    name: '16-timesheet-page',
    en: 'The timesheet as a printed page.',
    fr: 'Le relevé en page imprimée.',
  },
  {
    name: '17-notice-page',
    en: 'The one-page notice of what is captured, for the client to sign.',
    fr: 'La notice d’une page sur ce qui est capturé, à faire signer par le client.',
  },
  {
    name: '18-backup',
    en: 'A backup of everything is one file, encrypted with a passphrase whose strength is shown.',
    fr: 'Une sauvegarde de tout tient en un fichier, chiffré par une phrase dont la force est montrée.',
  },
  {
    name: '19-palette',
    en: 'Everything by name: pages, contracts, actions, the import and the backup.',
    fr: 'Tout par son nom : pages, contrats, actions, importation et sauvegarde.',
  },
  {
    name: '20-mini-timer',
    dark: true,
    en: 'The small timer that stays above other windows.',
    fr: 'Le petit minuteur qui reste au-dessus des autres fenêtres.',
  },
  {
    name: '21-evidence',
    dark: true,
    en: 'What is sealed, and the key that seals it: eight words to read aloud, a code to scan.',
    fr: 'Ce qui est scellé, et la clé qui scelle : huit mots à lire à voix haute, un code à scanner.',
  },
  {
    name: '22-export',
    dark: true,
    en: 'One file for a dispute: the days, and what the reader sees of them.',
    fr: 'Un seul fichier pour un litige : les jours, et ce que le lecteur en voit.',
  },
] as const satisfies readonly TourPicture[];

export type PictureName = (typeof PICTURES)[number]['name'];

export function tourPage(language: 'en' | 'fr'): string {
  const title = language === 'en' ? 'A tour of Minutier' : 'Une visite de Minutier';
  const made =
    language === 'en'
      ? 'Made by `npm run tour` from the real app, on a profile with a made-up month in it.'
      : 'Faite par `npm run tour` avec la vraie application, sur un profil contenant un mois inventé.';
  const lines = PICTURES.flatMap((picture) => {
    const dark = 'dark' in picture ? [`![](${picture.name}-dark.png)`] : [];
    return [`## ${picture[language]}`, '', `![](${picture.name}.png)`, ...dark, ''];
  });
  return `# ${title}\n\n${made}\n\n${lines.join('\n')}`;
}
