// Visits a page in Chromium, each visitor in a browser of its own, and prints what each saw:
// node page_visitors.mjs URL VISITORS, from a folder whose packages hold playwright-core.

import { createRequire } from 'node:module';
import { join } from 'node:path';

const { chromium } = createRequire(join(process.cwd(), 'package.json'))('playwright-core');
const executablePath = process.env.BURGEE_CHROMIUM ?? '/usr/bin/chromium';
const [url, visitors] = process.argv.slice(2);
const WIDTHS = [400, 1280];

const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
const seen = await Promise.all(Array.from({ length: Number(visitors) }, (_, number) => come(number)));
await browser.close();
console.log(JSON.stringify(seen));

async function come(number) {
  const viewport = { width: WIDTHS[number % WIDTHS.length], height: 800 };
  const context = await browser.newContext({ viewport });
  return visit(await context.newPage(), number % 3 === 0);
}

/** The headline before our script ran and after it, whether the visitor clicked, what was wrong. */
async function visit(page, clicks) {
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (fault) => complaints.push(String(fault)));
  const sent = page.waitForResponse((response) => response.url().endsWith('/analytics/events'));
  const response = await page.goto(url);
  const rendered = /<h1>(.*?)<\/h1>/.exec(await response.text())[1];
  await sent;
  if (clicks) {
    const tracked = page.waitForResponse((one) => one.url().endsWith('/analytics/events'));
    await page.locator('button').click();
    await page.locator('li').first().waitFor();
    await tracked;
  }
  const shown = await page.locator('h1').textContent();
  const fits = await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  return { rendered, shown, clicks, fits, complaints };
}
