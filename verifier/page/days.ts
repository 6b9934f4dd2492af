/** The hours by week and day; a day's segments and its pictures are fetched when somebody asks for them. */
import type { SegmentRecord, Told } from '../../domain/record';
import { segmentsIn } from '../text-report';
import { dateOf, filled, hoursOf, type Language, longDateOf, TEXTS, timeOf, worded } from '../texts';
import { button, type Child, el, quoted } from './dom';
import type { LogView } from './messages';

export interface DayEvents {
  day(day: number): Promise<readonly SegmentRecord[]>;
  /** Null: its file is not there, or not the recorded one. */
  picture(sha256: string): Promise<Blob | null>;
}

export function weeksView({ hours }: LogView, language: Language, events: DayEvents): HTMLElement {
  const texts = TEXTS[language];
  return el(
    'section',
    {},
    el('h2', {}, texts.label.weeks),
    ...hours.weeks.map((week) =>
      el(
        'div',
        { class: 'week' },
        el(
          'h3',
          {},
          `${texts.page.week} ${dateOf(week.week, language)}`,
          el('span', { class: 'hours' }, hoursOf(week.ms)),
        ),
        ...week.days.map((day) =>
          dayView(day.day, hoursOf(day.ms), segmentsIn(day, language), language, events),
        ),
      ),
    ),
  );
}

function dayView(day: number, hours: string, segments: string, language: Language, events: DayEvents) {
  const list = el('ul', { class: 'segments' });
  const details = el(
    'details',
    { class: 'day', 'data-day': String(day) },
    el(
      'summary',
      {},
      el('span', { class: 'what' }, longDateOf(day, language), ' ', el('span', { class: 'hint' }, segments)),
      el('span', { class: 'hours' }, hours),
    ),
    list,
  );
  details.addEventListener(
    'toggle',
    () => {
      void events.day(day).then((all) => {
        list.replaceChildren(...all.map((one) => segmentView(one, language, events)));
      });
    },
    { once: true },
  );
  return details;
}

function segmentView(segment: SegmentRecord, language: Language, events: DayEvents): HTMLElement {
  const texts = TEXTS[language];
  const { entry, ms, state, activity, memo } = segment;
  const time = timeOf(entry.slot, language);
  const facts = [
    ...(state === 'stands' ? [] : [state === 'moved' ? texts.page.stateMoved : texts.page.stateDeleted]),
    ...(entry.kind === 'manual' ? [texts.page.manual] : []),
    ...(activity.told ? [filled(texts.page.active, { count: activity.value })] : []),
  ];
  return el(
    'li',
    { class: state },
    el('span', { class: 'time' }, time),
    el('span', { class: 'hours' }, hoursOf(ms)),
    el('span', { class: 'memo' }, toldIn(memo, language, quoted)),
    facts.length === 0 ? null : el('span', { class: 'hint' }, facts.join(' · ')),
    ...segment.pictures.map(({ picture }) => pictureView(picture, time, language, events)),
  );
}

function toldIn<T>(field: Told<T>, language: Language, show: (value: T) => Child): Child {
  return field.told
    ? show(field.value)
    : el('i', { class: 'hint' }, worded(TEXTS[language].untold, field.why));
}

function pictureView(
  picture: SegmentRecord['pictures'][number]['picture'],
  time: string,
  language: Language,
  events: DayEvents,
): HTMLElement {
  const texts = TEXTS[language].page;
  if (!picture.told)
    return el('span', { class: 'hint' }, `${texts.pictures}: ${worded(TEXTS[language].untold, picture.why)}`);
  const { sha256, width, height, held } = picture.value;
  if (held === 1) return el('span', { class: 'hint' }, texts.pictureHeld);
  const place = el('div', { class: 'picture' });
  place.append(
    button(
      texts.showPicture,
      () => {
        void events.picture(sha256).then((blob) => {
          if (blob === null) place.replaceChildren(el('p', { class: 'wrong' }, texts.pictureFailed));
          else {
            const image = imageOf(blob, filled(texts.picture, { time }), width, height);
            place.replaceChildren(image);
            // The button that had the focus is gone: the keyboard goes on from here.
            image.focus();
          }
        });
      },
      { 'aria-label': `${texts.showPicture} (${time})` },
    ),
  );
  return place;
}

function imageOf(blob: Blob, alt: string, width: number, height: number): HTMLElement {
  const url = URL.createObjectURL(blob);
  const image = el('img', { src: url, alt, width: String(width), height: String(height), tabindex: '-1' });
  image.addEventListener('load', () => URL.revokeObjectURL(url), { once: true });
  image.addEventListener('error', () => URL.revokeObjectURL(url), { once: true });
  return image;
}
