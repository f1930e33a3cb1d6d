// Answers that stay on screen and are asked for again when the core says that they changed. The last answer is kept in
// memory, so that a screen opened twice shows at once what it showed before.
import type { Answers, RequestFor, RequestName } from './answers';
import { failureOf } from './failure';
import type {
  AlertReportPage,
  AsbPage,
  Day,
  Failure,
  FeedbackPage,
  FormPage,
  HomePage,
  HomeTimeline,
  JobPage,
  RecordForms,
  Tag,
} from './generated';
import { ask, onChanges } from './transport';

export class Live<A> {
  answer = $state.raw<A>();
  failure = $state.raw<Failure | null>(null);
  readonly tags: readonly Tag[];
  readonly #fetch: () => Promise<A>;
  /** Rises with every question and every `put`; an answer to an older question is dropped. */
  #generation = 0;
  #asking = false;
  #askAgain = false;
  /** How many mounted screens show it. */
  #watchers = 0;

  constructor(fetch: () => Promise<A>, tags: readonly Tag[]) {
    this.#fetch = fetch;
    this.tags = tags;
  }

  get watched(): boolean {
    return this.#watchers > 0;
  }

  /** Marks it as on screen and asks; the returned function takes it off. Made for `$effect`. */
  watch(): () => void {
    this.#watchers += 1;
    void this.refresh();
    return () => {
      this.#watchers -= 1;
    };
  }

  /** Asks again. Calls while an answer is under way become one more question after it. */
  async refresh(): Promise<void> {
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    this.#asking = true;
    const mine = ++this.#generation;
    try {
      const answer = await this.#fetch();
      if (mine === this.#generation) {
        this.answer = answer;
        this.failure = null;
      }
    } catch (caught) {
      if (mine === this.#generation) this.failure = failureOf(caught);
    } finally {
      this.#asking = false;
    }
    if (this.#askAgain) {
      this.#askAgain = false;
      await this.refresh();
    }
  }

  /** Takes an answer that came with another request. An older question's answer must not overwrite it. */
  put(answer: A): void {
    this.#generation += 1;
    this.answer = answer;
    this.failure = null;
    if (this.#asking) this.#askAgain = true;
  }

  /** Forgets the answer, as when the screens lock. */
  forget(): void {
    this.#generation += 1;
    this.answer = undefined;
    this.failure = null;
  }
}

function live<N extends RequestName>(request: RequestFor<N>, ...tags: Tag[]): Live<Answers[N]> {
  return new Live(() => ask<N>(request), tags);
}

export const session = live<'session'>({ name: 'session' }, { tag: 'session' });
// Its rows count what waits to be sent.
export const today = live<'today'>({ name: 'today' }, { tag: 'jobs' }, { tag: 'sending' }, { tag: 'lone_work' });
export const sending = live<'sending'>({ name: 'sending' }, { tag: 'sending' });
export const outbox = live<'outbox'>({ name: 'outbox' }, { tag: 'sending' });

export const dayEnd = live<'day_end'>({ name: 'day_end' }, { tag: 'jobs' }, { tag: 'sending' });
export const vanStock = live<'van_stock'>({ name: 'van_stock' }, { tag: 'jobs' });
export const alertReports = live<'alert_reports'>({ name: 'alert_reports' }, { tag: 'homes' }, { tag: 'jobs' });
export const incidents = live<'incidents'>({ name: 'incidents' }, { tag: 'homes' }, { tag: 'jobs' });
export const loneWork = live<'lone_work'>({ name: 'lone_work' }, { tag: 'lone_work' });
export const sentReports = live<'sent_reports'>({ name: 'sent_reports' }, { tag: 'sending' });
// A job that arrives or leaves changes what is said of where things went.
export const vanTaken = live<'van_taken'>({ name: 'van_taken' }, { tag: 'jobs' });
export const kept = live<'kept_about_me'>({ name: 'kept_about_me' }, { tag: 'jobs' });

/** What there is of the landlord's map; whether it waits for Wi-Fi is a matter of sending. */
export const streetMap = live<'map'>({ name: 'map' }, { tag: 'map' }, { tag: 'sending' });

const days = new Map<string, Live<Day>>();

/** Another day's list; the same object for the same date. */
export function dayPage(date: string): Live<Day> {
  let page = days.get(date);
  if (!page) {
    page = live<'day'>({ name: 'day', args: { date } }, { tag: 'jobs' });
    days.set(date, page);
  }
  return page;
}

const jobs = new Map<string, Live<JobPage>>();

/** The job's page; the same object for the same id. */
export function jobPage(job: string): Live<JobPage> {
  let page = jobs.get(job);
  if (!page) {
    page = live<'job'>({ name: 'job', args: { job } }, { tag: 'job', of: job });
    jobs.set(job, page);
  }
  return page;
}

const forms = new Map<string, Live<FormPage>>();

/** A form of a record; the same object for the same two ids. */
export function formPage(record: string, form: string): Live<FormPage> {
  const key = `${record}/${form}`;
  let page = forms.get(key);
  if (!page) {
    page = live<'form'>({ name: 'form', args: { record, form } }, { tag: 'job', of: record });
    forms.set(key, page);
  }
  return page;
}

const homes = new Map<string, Live<HomePage>>();

/** A home's page; the same object for the same id. What comes from the landlord is told as news of jobs. */
export function homePage(home: string): Live<HomePage> {
  let page = homes.get(home);
  if (!page) {
    page = live<'home'>({ name: 'home', args: { home } }, { tag: 'homes' }, { tag: 'jobs' }, { tag: 'sending' });
    homes.set(home, page);
  }
  return page;
}

const timelines = new Map<string, Live<HomeTimeline>>();

/** A home's timeline, for one person or for everybody there; the same object for the same two. */
export function timeline(home: string, person: string | null): Live<HomeTimeline> {
  const key = JSON.stringify([home, person]);
  let page = timelines.get(key);
  if (!page) {
    const request = { name: 'timeline', args: { home, person } } as const;
    page = live<'timeline'>(request, { tag: 'homes' }, { tag: 'jobs' }, { tag: 'sending' });
    timelines.set(key, page);
  }
  return page;
}

const formLists = new Map<string, Live<RecordForms>>();

/** The forms of a record; the same object for the same id. */
export function recordForms(record: string): Live<RecordForms> {
  let list = formLists.get(record);
  if (!list) {
    list = live<'record_forms'>({ name: 'record_forms', args: { record } }, { tag: 'job', of: record });
    formLists.set(record, list);
  }
  return list;
}

const said = new Map<string, Live<FeedbackPage>>();

/** What one customer said; the same object for the same id. */
export function feedbackPage(feedback: string): Live<FeedbackPage> {
  let page = said.get(feedback);
  if (!page) {
    const request = { name: 'feedback', args: { feedback } } as const;
    page = live<'feedback'>(request, { tag: 'homes' }, { tag: 'jobs' }, { tag: 'sending' });
    said.set(feedback, page);
  }
  return page;
}

const reports = new Map<string, Live<AlertReportPage>>();

/** What one alert rests on; the same object for the same id. */
export function alertReport(report: string): Live<AlertReportPage> {
  let page = reports.get(report);
  if (!page) {
    const request = { name: 'alert_report', args: { report } } as const;
    page = live<'alert_report'>(request, { tag: 'job', of: report }, { tag: 'homes' }, { tag: 'sending' });
    reports.set(report, page);
  }
  return page;
}

const asbReports = new Map<string, Live<AsbPage>>();

/** A report of anti-social behaviour; the same object for the same id. */
export function asbPage(report: string): Live<AsbPage> {
  let page = asbReports.get(report);
  if (!page) {
    const request = { name: 'asb', args: { report } } as const;
    page = live<'asb'>(request, { tag: 'homes' }, { tag: 'jobs' }, { tag: 'sending' });
    asbReports.set(report, page);
  }
  return page;
}

function everything(): Live<unknown>[] {
  const single = [
    session,
    today,
    sending,
    outbox,
    dayEnd,
    kept,
    vanStock,
    vanTaken,
    streetMap,
    alertReports,
    incidents,
    loneWork,
    sentReports,
  ];
  const pages = [...days.values(), ...jobs.values(), ...forms.values(), ...formLists.values()];
  const officers = [...homes.values(), ...timelines.values(), ...said.values(), ...reports.values()];
  return [...single, ...pages, ...officers, ...asbReports.values()];
}

/** Forgets what the screens showed: nothing of a job stays in the web view while the handheld is locked. */
export function forgetAll(): void {
  for (const one of everything()) if (one !== session) one.forget();
}

function matches(one: Live<unknown>, tags: readonly Tag[]): boolean {
  return one.tags.some((mine) =>
    tags.some((told) => mine.tag === told.tag && (mine.tag !== 'job' || told.tag !== 'job' || mine.of === told.of)),
  );
}

/** Keeps everything on screen up to date until the returned function is called. */
export function followChanges(): () => void {
  const refresh = async (tags: Tag[] | null) => {
    // The door first: behind a locked one nothing is asked for. When it opened, or when the core fell behind in telling,
    // anything may have changed.
    const all = tags === null || tags.some((told) => told.tag === 'session');
    if (all) await session.refresh();
    for (const one of everything()) {
      if (one !== session && one.watched && (all || matches(one, tags))) void one.refresh();
    }
  };
  // A web view that was asleep in a pocket may have missed messages.
  const woken = () => {
    if (document.visibilityState === 'visible') void refresh(null);
  };
  document.addEventListener('visibilitychange', woken);
  const stop = onChanges((tags) => void refresh(tags));
  return () => {
    document.removeEventListener('visibilitychange', woken);
    stop();
  };
}
