// The trades of the landlord's schedule, asked for once by each page that offers them.
import { ask } from '../../api/transport';

export class Trades {
  all = $state.raw<readonly string[]>([]);

  /** Without them, the trade is typed. */
  async load(): Promise<void> {
    try {
      this.all = await ask<'trades'>({ name: 'trades' });
    } catch {
      this.all = [];
    }
  }
}
