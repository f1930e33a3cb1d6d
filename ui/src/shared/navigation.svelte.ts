// Moving between screens by the address's fragment, so that back, forward and reload all work.
import { address, readRoute, type Route } from './route';

/** What each history entry remembers: the address that it was reached from. */
interface Entry {
  from: string | null;
}

let place = $state.raw({ route: readRoute(''), scroll: 0 });
/** How many screens hold the person where they are. */
let held = 0;

/** How far down each address was scrolled when it was left. */
const scrolled = new Map<string, number>();

/** Where the person is. Reactive. */
export function currentRoute(): Route {
  return place.route;
}

/** How far down the present screen begins: nought, except when going back. */
export function scrollOnArrival(): number {
  return place.scroll;
}

export function go(route: Route): void {
  window.history.pushState({ from: address(place.route) } satisfies Entry, '', address(route));
  arrive(route, 0);
}

/** Leaves for `route`: back through the history where the person came from there, otherwise in place of this screen. */
export function leave(route: Route): void {
  const entry = window.history.state as Entry | null;
  if (entry?.from === address(route)) {
    window.history.back();
  } else {
    window.history.replaceState(entry, '', address(route));
    arrive(route, 0);
  }
}

/** Shows another screen in place of this one: back does not return to this one. */
export function replace(route: Route): void {
  window.history.replaceState(window.history.state, '', address(route));
  arrive(route, 0);
}

/**
 * Keeps the person on this screen while the phone is in the customer's hands: back, forward and edited addresses lead
 * nowhere until the returned function is called.
 */
export function handOver(): () => void {
  held += 1;
  return () => {
    held -= 1;
  };
}

/** Follows the address until the returned function is called. Call after the token has been taken out of it. */
export function followAddress(): () => void {
  window.history.scrollRestoration = 'manual';
  if (!window.history.state) window.history.replaceState({ from: null } satisfies Entry, '');
  place = { ...place, route: readRoute(window.location.hash) };

  const read = () => {
    const next = readRoute(window.location.hash);
    if (held > 0) {
      // The screen was reached from the one that this key press wanted to show.
      window.history.pushState({ from: address(next) } satisfies Entry, '', address(place.route));
      return;
    }
    if (address(next) === address(place.route)) return;
    const followedLink = window.history.state === null;
    if (followedLink) window.history.replaceState({ from: address(place.route) } satisfies Entry, '');
    arrive(next, followedLink ? 0 : (scrolled.get(address(next)) ?? 0));
  };
  window.addEventListener('popstate', read);
  return () => window.removeEventListener('popstate', read);
}

function arrive(route: Route, scroll: number): void {
  scrolled.set(address(place.route), window.scrollY);
  place = { ...place, route, scroll };
}
