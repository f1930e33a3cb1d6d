// The officer's pages are no part of what the app starts with: operatives never open them. They come from this phone, while
// nobody waits.

import type { Component } from 'svelte';
import type { Route } from '../../shared/route';

export type OfficerRoute = Extract<
  Route,
  { home: string } | { report: string } | { screen: 'homes' | 'round' | 'feedback' | 'alerts' | 'incidents' }
>;

const OWN: ReadonlySet<string> = new Set(['homes', 'round', 'feedback', 'alerts', 'incidents']);

/** Whether an address is one of the officer's pages. */
export function isOfficers(route: Route): route is OfficerRoute {
  return 'home' in route || 'report' in route || OWN.has(route.screen);
}

type Pages = Component<{ route: OfficerRoute }>;

let pages = $state.raw<Pages>();
let failed = $state(false);
let asked: Promise<void> | undefined;

export const officerPages = {
  /** What shows them; none until it is loaded. */
  get shown(): Pages | undefined {
    return pages;
  },
  /** True when they could not be loaded. */
  get failed(): boolean {
    return failed;
  },
};

/** Loads them, unless they are here or on their way. */
export function loadOfficerPages(): void {
  asked ??= load();
}

async function load(): Promise<void> {
  try {
    // Awaited here: whatever of it cannot be had, its styles included, is caught.
    pages = (await import('./OfficerPages.svelte')).default;
    failed = false;
  } catch {
    asked = undefined;
    failed = true;
  }
}

/** The same, once nothing else is to do. */
export function loadOfficerPagesLater(): () => void {
  const timer = setTimeout(loadOfficerPages, 1000);
  return () => clearTimeout(timer);
}
