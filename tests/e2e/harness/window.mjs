// The real window, driven through WebDriver.
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Builder, Capabilities } from 'selenium-webdriver';
import { freePort, program, start } from './programs.mjs';

const SCREENSHOTS = resolve(import.meta.dirname, '../screenshots');

/** The app's window over a handheld's folder. The answer is a selenium-webdriver driver. */
export async function openWindow(t, data) {
  const [port, nativePort] = [await freePort(), await freePort()];
  const driver = process.env.DOORSTEP_TAURI_DRIVER ?? 'tauri-driver';
  // The driver passes its environment on to the app.
  await start(t, driver, ['--port', `${port}`, '--native-port', `${nativePort}`], { env: { DOORSTEP_DATA: data } });
  const capabilities = new Capabilities({ browserName: 'wry', 'tauri:options': { application: program('doorstep-app') } });
  const window = await connected(`http://127.0.0.1:${port}`, capabilities);
  t.after(() => window.quit().catch(() => {}));
  return window;
}

/** tauri-driver prints nothing when it listens, so it is asked until it answers. */
async function connected(server, capabilities) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await new Builder().withCapabilities(capabilities).usingServer(server).build();
    } catch (error) {
      if (tries === 40 || !/ECONNREFUSED/.test(`${error.message} ${error.code} ${error.cause}`)) throw error;
      await new Promise((later) => setTimeout(later, 250));
    }
  }
}

/** Keeps a picture in tests/e2e/screenshots, which is not committed. */
export async function picture(window, name) {
  await mkdir(SCREENSHOTS, { recursive: true });
  await writeFile(resolve(SCREENSHOTS, `${name}.png`), await window.takeScreenshot(), 'base64');
}
