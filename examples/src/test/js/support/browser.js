// Chromium without a screen; CHROMIUM names the binary where it is not the usual one.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const artefacts = fileURLToPath(new URL('../../../../target/screenshots/', import.meta.url));

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync'],
  });
}

/** Keeps what the page looks like as a build artefact, examples/target/screenshots/<name>.png. */
export async function screenshot(page, name) {
  mkdirSync(artefacts, { recursive: true });
  await page.screenshot({ path: `${artefacts}${name}.png` });
}

/** Lets a page load a published client in place of the one that the server serves. */
export function useClient(page, { script }) {
  return page.route('**/socket.io.js', (route) => route.fulfill({ path: fileURLToPath(new URL(`../${script}`, import.meta.url)) }));
}
