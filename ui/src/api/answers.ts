// Which answer belongs to which request, so that `ask` is typed from end to end.
import type {
  CodeRow,
  JobPage,
  JobRow,
  OutboxItem,
  PhotoImage,
  Request,
  SealFile,
  Sending,
  Session,
  SignOffPage,
  Today,
} from './generated';

export type RequestName = Request['name'];

/** One request of the contract, by its name. */
export type RequestFor<N extends RequestName> = Extract<Request, { name: N }>;

export interface Answers extends Record<RequestName, unknown> {
  session: Session;
  enrol: Session;
  choose_pin: Session;
  unlock: Session;
  lock: Session;
  today: Today;
  search_jobs: JobRow[];
  job: JobPage;
  record_event: JobPage;
  edit_note: JobPage;
  search_codes: CodeRow[];
  add_item: JobPage;
  change_quantity: JobPage;
  withdraw_item: JobPage;
  settle: JobPage;
  add_photo: JobPage;
  photo: PhotoImage;
  sign_off_page: SignOffPage;
  sign_off: JobPage;
  seal_file: SealFile;
  sending: Sending;
  outbox: OutboxItem[];
  send_now: Sending;
}
