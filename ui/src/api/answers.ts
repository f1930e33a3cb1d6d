// Which answer belongs to which request, so that `ask` is typed from end to end.
import type { Answers, Request } from './generated';

export type { Answers };

export type RequestName = Request['name'];

/** One request of the contract, by its name. */
export type RequestFor<N extends RequestName> = Extract<Request, { name: N }>;
