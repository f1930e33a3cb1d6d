// From what the core says opens to the address of its screen.
import type { PageLink } from '../../api/generated';
import { address, jobAddress } from '../../shared/route';

export function pageAddress(link: PageLink): string {
  switch (link.page) {
    case 'job':
      return jobAddress(link.record);
    case 'form':
      return address({ screen: 'form', record: link.record, form: link.form });
    case 'asb':
      return address({ screen: 'asb', report: link.record });
    case 'feedback':
      return address({ screen: 'feedback', feedback: link.record });
  }
}
