// Which screen an address means, and the address of a screen. Every screen has one, so that the phone's back button
// always leads where the person came from.

/** Events that ask for a reason, by the last part of their page's address. */
const REASON_PLACES = {
  incomplete: 'incomplete',
  pause: 'paused',
  'hand-back': 'handed_back',
} as const;

/** Screens about one home, by the last part of their address. */
const HOME_PLACES: Record<
  string,
  'home-timeline' | 'home-visit' | 'home-feedback' | 'home-about' | 'home-asb' | 'home-alert' | 'home-incident'
> = {
  asb: 'home-asb',
  timeline: 'home-timeline',
  visit: 'home-visit',
  feedback: 'home-feedback',
  about: 'home-about',
  alert: 'home-alert',
  incident: 'home-incident',
};

export type ReasonKind = (typeof REASON_PLACES)[keyof typeof REASON_PLACES];

export type Route =
  | { screen: 'today' }
  | { screen: 'day'; date: string }
  | { screen: 'map'; date: string | null }
  | { screen: 'day-end' }
  | { screen: 'van' }
  | { screen: 'van-count'; van: string; item: string }
  | { screen: 'kept' }
  | { screen: 'sending' }
  | { screen: 'forms'; record: string }
  | { screen: 'form'; record: string; form: string }
  | { screen: 'form-part'; record: string; form: string; part: string }
  | { screen: 'form-question'; record: string; form: string; field: string }
  | { screen: 'homes' }
  | { screen: 'round' }
  | { screen: 'home'; home: string }
  | { screen: 'home-timeline'; home: string }
  | { screen: 'home-visit'; home: string }
  | { screen: 'home-feedback'; home: string }
  | { screen: 'home-about'; home: string }
  | { screen: 'home-alert'; home: string }
  | { screen: 'home-incident'; home: string }
  | { screen: 'lone'; job: string | null }
  | { screen: 'incident' }
  | { screen: 'incidents' }
  | { screen: 'alerts' }
  | { screen: 'alert'; report: string }
  | { screen: 'home-asb'; home: string }
  | { screen: 'asb'; report: string }
  | { screen: 'asb-diary'; report: string }
  | { screen: 'asb-risk'; report: string }
  | { screen: 'feedback'; feedback: string }
  | { screen: 'job'; job: string; choosing: boolean }
  | { screen: 'no-access'; job: string }
  | { screen: 'no-adult'; job: string }
  | { screen: 'hazard'; job: string }
  | { screen: 'follow-on'; job: string }
  | { screen: 'made-safe'; job: string }
  | { screen: 'surveyor'; job: string }
  | { screen: 'worried'; job: string }
  | { screen: 'job-alert'; job: string }
  | { screen: 'job-incident'; job: string }
  | { screen: 'reason'; job: string; kind: ReasonKind }
  | { screen: 'late'; job: string }
  | { screen: 'swap'; job: string }
  | { screen: 'time'; job: string }
  | { screen: 'materials'; job: string }
  | { screen: 'extra-work'; job: string }
  | { screen: 'reason'; job: string; kind: 'incomplete' }
  | { screen: 'codes'; job: string; code: string | null }
  | { screen: 'photo'; job: string; hash: string }
  | { screen: 'sign-off'; job: string }
  | { screen: 'unsigned'; job: string };

export function readRoute(hash: string): Route {
  const [place, id, view, rest, last] = hash.replace(/^#?\/?/, '').split('/').map(decode);
  if (place === 'sending') return { screen: 'sending' };
  if (place === 'homes') return { screen: 'homes' };
  if (place === 'round') return { screen: 'round' };
  if (place === 'lone') return { screen: 'lone', job: id || null };
  if (place === 'incident') return { screen: 'incident' };
  if (place === 'incidents') return { screen: 'incidents' };
  if (place === 'alerts') return { screen: 'alerts' };
  if (place === 'alert' && id) return { screen: 'alert', report: id };
  if (place === 'feedback' && id) return { screen: 'feedback', feedback: id };
  if (place === 'asb' && id) {
    const screen = view === 'diary' ? 'asb-diary' : view === 'risk' ? 'asb-risk' : 'asb';
    return { screen, report: id };
  }
  if (place === 'home' && id) {
    const screen = HOME_PLACES[view ?? ''] ?? 'home';
    return { screen, home: id };
  }
  if (place === 'day-end') return { screen: 'day-end' };
  if (place === 'van') return id && view ? { screen: 'van-count', van: id, item: view } : { screen: 'van' };
  if (place === 'kept') return { screen: 'kept' };
  if (place === 'map') return { screen: 'map', date: id || null };
  if (place === 'day' && id) return { screen: 'day', date: id };
  if (place === 'forms' && id) return { screen: 'forms', record: id };
  if (place === 'form' && id && view) {
    if (rest === 'part' && last) return { screen: 'form-part', record: id, form: view, part: last };
    if (rest === 'ask' && last) return { screen: 'form-question', record: id, form: view, field: last };
    return { screen: 'form', record: id, form: view };
  }
  if (place !== 'job' || !id) return { screen: 'today' };
  switch (view) {
    case 'no-access':
    case 'no-adult':
    case 'hazard':
    case 'follow-on':
    case 'made-safe':
    case 'surveyor':
    case 'worried':
    case 'time':
    case 'materials':
    case 'extra-work':
      return { screen: view, job: id };
    case 'incomplete':
    case 'pause':
    case 'hand-back':
      return { screen: 'reason', job: id, kind: REASON_PLACES[view] };
    case 'alert':
      return { screen: 'job-alert', job: id };
    case 'incident':
      return { screen: 'job-incident', job: id };
    case 'late':
      return { screen: 'late', job: id };
    case 'swap':
      return { screen: 'swap', job: id };
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
    case 'day':
      return `#/day/${encodeURIComponent(route.date)}`;
    case 'map':
      return route.date ? `#/map/${encodeURIComponent(route.date)}` : '#/map';
    case 'day-end':
      return '#/day-end';
    case 'van':
      return '#/van';
    case 'van-count':
      return under('van', route.van, route.item);
    case 'kept':
      return '#/kept';
    case 'sending':
      return '#/sending';
    case 'forms':
      return under('forms', route.record);
    case 'form':
      return under('form', route.record, route.form);
    case 'form-part':
      return under('form', route.record, route.form, 'part', route.part);
    case 'form-question':
      return under('form', route.record, route.form, 'ask', route.field);
    case 'homes':
      return '#/homes';
    case 'round':
      return '#/round';
    case 'lone':
      return under('lone', route.job ?? '');
    case 'incident':
      return '#/incident';
    case 'incidents':
      return '#/incidents';
    case 'alerts':
      return '#/alerts';
    case 'alert':
      return under('alert', route.report);
    case 'feedback':
      return `#/feedback/${encodeURIComponent(route.feedback)}`;
    case 'asb':
      return under('asb', route.report);
    case 'asb-diary':
      return under('asb', route.report, 'diary');
    case 'asb-risk':
      return under('asb', route.report, 'risk');
    case 'home':
      return `#/home/${encodeURIComponent(route.home)}`;
    case 'home-timeline':
    case 'home-visit':
    case 'home-feedback':
    case 'home-about':
    case 'home-alert':
    case 'home-incident':
    case 'home-asb':
      return `#/home/${encodeURIComponent(route.home)}/${route.screen.slice('home-'.length)}`;
    case 'job':
      return job(route.job, route.choosing ? 'what-happened' : '');
    case 'reason':
      return job(route.job, Object.entries(REASON_PLACES).find(([, kind]) => kind === route.kind)?.[0] ?? '');
    case 'no-access':
    case 'no-adult':
    case 'hazard':
    case 'follow-on':
    case 'made-safe':
    case 'surveyor':
    case 'worried':
    case 'time':
    case 'materials':
    case 'extra-work':
      return job(route.job, route.screen);
    case 'job-alert':
      return job(route.job, 'alert');
    case 'job-incident':
      return job(route.job, 'incident');
    case 'late':
      return job(route.job, 'late');
    case 'swap':
      return job(route.job, 'swap');
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

/** Today has a screen of its own; every other day has its date. */
export function dayAddress(day: { date: string; today: boolean }): string {
  return address(day.today ? { screen: 'today' } : { screen: 'day', date: day.date });
}

/** The page of a record that forms are filled in for, by its kind. */
export function recordRoute(kind: string, record: string): Route {
  // A visit is kept and shown as a job is.
  return kind === 'job' || kind === 'visit' ? { screen: 'job', job: record, choosing: false } : { screen: 'today' };
}

function job(...parts: string[]): string {
  return under('job', ...parts);
}

function under(place: string, ...parts: string[]): string {
  return [`#/${place}`, ...parts.filter((part) => part !== '').map(encodeURIComponent)].join('/');
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
