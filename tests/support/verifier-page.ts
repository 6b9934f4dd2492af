/** The verifier's page in a browser, opened from the disk as a stranger opens it: chosen files, a check, what it shows. */
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer-core';
import { z } from 'zod';
import { VERIFY_PAGE } from '../../scripts/lib/verifier.mjs';

export const PAGE_URL = pathToFileURL(VERIFY_PAGE).href;

export interface Choice {
  /** Paths. */
  bundle: string;
  trust?: string;
  policy?: string;
  /** Typed. */
  key?: string;
}

export async function openPage(page: Page, url = PAGE_URL): Promise<void> {
  await page.goto(url);
  await page.waitForSelector('#bundle');
}

export async function choose(page: Page, { bundle, trust, policy, key }: Choice): Promise<void> {
  await chooseFile(page, 'bundle', bundle);
  if (trust !== undefined) await chooseFile(page, 'trust', trust);
  if (policy !== undefined) await chooseFile(page, 'policy', policy);
  if (key !== undefined) await page.locator('#key').fill(key);
}

async function chooseFile(page: Page, id: string, path: string): Promise<void> {
  const input = await page.waitForSelector(`input[type=file]#${id}`);
  if (input === null) throw new Error(`no field ${id}`);
  await input.uploadFile(path);
  // The form is drawn anew with the name of the file in it.
  const names = `[...document.querySelectorAll('.field')]
    .some((field) => field.querySelector('#${id}') && field.querySelector('.name')?.textContent === ${JSON.stringify(basename(path))})`;
  await page.waitForFunction(names);
}

/** Checks, and waits for the verdict's title. */
export async function check(page: Page): Promise<string> {
  await page.click('button.primary');
  await page.waitForSelector('#verdict');
  return textOf(page, '#verdict');
}

export async function textOf(page: Page, selector: string): Promise<string> {
  return z
    .string()
    .parse(await page.evaluate(`document.querySelector(${JSON.stringify(selector)})?.textContent`));
}

const ShownSchema = z.object({ id: z.string(), rule: z.string(), sentence: z.string() });
/** What a finding says on the page. */
export type Shown = z.infer<typeof ShownSchema>;

export async function findingsOn(page: Page): Promise<Shown[]> {
  const found = await page.evaluate(`[...document.querySelectorAll('[data-finding]')].map((one) => ({
    id: one.getAttribute('data-finding'),
    rule: one.getAttribute('data-rule'),
    sentence: one.closest('.findings > li').querySelector('.sentence').textContent,
  }))`);
  return z.array(ShownSchema).parse(found);
}

const JsonSchema = z.object({ findings: z.array(ShownSchema) });

/** Of `minutier-verify --json --lang …`, as far as the page's can be compared with it. */
export function findingsIn(json: string): Shown[] {
  return JsonSchema.parse(JSON.parse(json)).findings;
}
