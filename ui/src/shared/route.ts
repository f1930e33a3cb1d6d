// Which screen an address means, and the address of a screen. Every screen has one, so that the phone's back button
// always leads where the person came from.
export type Route =
  | { screen: 'today' }
  | { screen: 'sending' }
  | { screen: 'job'; job: string; choosing: boolean }
  | { screen: 'no-access'; job: string }
  | { screen: 'hazard'; job: string }
  | { screen: 'follow-on'; job: string }
  | { screen: 'worried'; job: string }
  | { screen: 'reason'; job: string; kind: 'incomplete' }
  | { screen: 'codes'; job: string; code: string | null }
  | { screen: 'photo'; job: string; hash: string }
  | { screen: 'sign-off'; job: string }
  | { screen: 'unsigned'; job: string };

export function readRoute(hash: string): Route {
  const [place, id, view, rest] = hash.replace(/^#?\/?/, '').split('/').map(decode);
  if (place === 'sending') return { screen: 'sending' };
  if (place !== 'job' || !id) return { screen: 'today' };
  switch (view) {
    case 'no-access':
    case 'hazard':
    case 'follow-on':
    case 'worried':
      return { screen: view, job: id };
    case 'incomplete':
      return { screen: 'reason', job: id, kind: 'incomplete' };
    case 'codes':
      return { screen: 'codes', job: id, code: rest || null };
    case 'photo':
      return rest ? { screen: 'photo', job: id, hash: rest } : { screen: 'job', job: id, choosing: false };
    case 'sign-off':
      return { screen: 'sign-off', job: id };
    case 'unsigned':
      return { screen: 'unsigned', job: id };
    default:
      return { screen: 'job', job: id, choosing: view === 'what-happened' };
  }
}

export function address(route: Route): string {
  switch (route.screen) {
    case 'today':
      return '#/';
    case 'sending':
      return '#/sending';
    case 'job':
      return job(route.job, route.choosing ? 'what-happened' : '');
    case 'reason':
      return job(route.job, 'incomplete');
    case 'no-access':
    case 'hazard':
    case 'follow-on':
    case 'worried':
      return job(route.job, route.screen);
    case 'codes':
      return job(route.job, 'codes', route.code ?? '');
    case 'photo':
      return job(route.job, 'photo', route.hash);
    case 'sign-off':
      return job(route.job, 'sign-off');
    case 'unsigned':
      return job(route.job, 'unsigned');
  }
}

export function jobAddress(id: string): string {
  return address({ screen: 'job', job: id, choosing: false });
}

function job(...parts: string[]): string {
  return ['#/job', ...parts.filter((part) => part !== '').map(encodeURIComponent)].join('/');
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
