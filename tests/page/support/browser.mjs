import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { encodeProfile } from './profile.mjs';

const clrscope = fileURLToPath(new URL('../../../out/clrscope', import.meta.url));
const chromiumArguments = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** A browser, and a folder for the pages that it opens; both are gone after `close`. */
export class Browser {
  static async start() {
    const browser = new Browser();
    browser.folder = mkdtempSync(join(tmpdir(), 'clrscope-page-'));
    browser.chromium = await chromium.launch({ executablePath: '/usr/bin/chromium', args: chromiumArguments });
    return browser;
  }

  async close() {
    await this.chromium.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Opens the page that `clrscope flame` makes of the samples. `requests` and `errors` are what the page did besides drawing. */
  async open(samples, { colorScheme = 'light' } = {}) {
    const input = join(this.folder, 'profile.pb.gz');
    const output = join(this.folder, 'page.html');
    writeFileSync(input, encodeProfile(samples));
    execFileSync(clrscope, ['flame', input, '-o', output], { timeout: 60_000, stdio: ['ignore', 'ignore', 'inherit'] });

    const page = await this.chromium.newPage({ viewport: { width: 1400, height: 900 }, colorScheme, reducedMotion: 'reduce' });
    page.setDefaultTimeout(20_000);
    page.requests = [];
    page.errors = [];
    page.on('request', (request) => page.requests.push(request.url().slice(0, 100)));
    page.on('pageerror', (error) => page.errors.push(String(error)));
    page.on('console', (message) => message.type() === 'error' && page.errors.push(message.text()));
    page.on('dialog', (dialog) => {
      page.errors.push(`dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
    await page.goto(pathToFileURL(output).href);
    await page.waitForSelector('g.frame');
    return page;
  }
}

/** The boxes drawn, by their short name: width as a share of the whole, in percent. */
export const boxes = (page) =>
  page.$$eval('g.frame', (frames) => {
    const whole = Math.max(...frames.map((frame) => Number(frame.getAttribute('width'))));
    return Object.fromEntries(
      frames.map((frame) => [frame.getAttribute('name'), Math.round((100 * Number(frame.getAttribute('width'))) / whole)]),
    );
  });

export const box = (page, name) => page.locator(`g.frame[name="${name}"]`);

/** The fill of each box. */
export const fills = (page) =>
  page.$$eval('g.frame', (frames) => Object.fromEntries(frames.map((frame) => [frame.getAttribute('name'), frame.querySelector('rect').getAttribute('fill')])));

/** The table of the hottest methods: self, total, name. */
export const rows = (page) =>
  page.$$eval('#hottest tr', (found) => found.map((row) => [...row.cells].map((cell) => cell.textContent.replace('\u2009', ' '))));

export const matched = async (page) => (await page.textContent('#matched')).replace('\u2009', ' ');

/** Waits until `read` returns what is expected; the last value read is in the error. */
export async function eventually(read, expected) {
  const wanted = JSON.stringify(expected);
  const end = Date.now() + 20_000;
  for (;;) {
    const found = JSON.stringify(await read());
    if (found === wanted) return;
    if (Date.now() > end) throw new Error(`expected ${wanted}, found ${found}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
