// How the screens are built: one page, nothing inline, so that a strict content security policy holds.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  // The page is served from a folder by Tauri and by the bridge alike.
  base: './',
  clearScreen: false,
  // The tests read an archive of map tiles as it is.
  assetsInclude: ['**/*.pmtiles'],
  css: { preprocessorOptions: { scss: { quietDeps: true } } },
  build: {
    // The oldest web views with light-dark(), :has() and dynamic viewport units.
    target: ['chrome123', 'safari17.5'],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { port: 1420, strictPort: true },
  test: { include: ['tests/**/*.test.ts'] },
});
