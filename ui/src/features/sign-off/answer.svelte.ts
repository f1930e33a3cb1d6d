// What the customer has entered so far.
import type { CopyRequest, Dispute, SignOffAnswer, SignOffLabels, Signer, StrokePoint } from '../../api/generated';
import type { FieldError } from '../../shared/fields';
import type { Spoken } from '../../shared/recorder.svelte';

export type Copy = 'none' | 'text' | 'email' | 'paper';

export class Answer {
  name = $state('');
  who = $state<'customer' | 'representative'>('customer');
  relationship = $state('');
  byMark = $state(false);
  /** "" while nothing is chosen, "declined", or a number from 1 to 5. */
  score = $state('');
  firstTime = $state('');
  comment = $state('');
  /** What is not right, by line. */
  disputes = $state.raw<ReadonlyMap<number, string>>(new Map());
  copy = $state<Copy>('none');
  number = $state('');
  address = $state('');
  strokes = $state.raw<StrokePoint[][]>([]);
  /** Their comment in their own voice; it is kept with the signature, and not before. */
  spoken = $state.raw<Spoken | null>(null);

  dispute(line: number, words: string | null): void {
    const disputes = new Map(this.disputes);
    if (words === null) disputes.delete(line);
    else disputes.set(line, words);
    this.disputes = disputes;
  }

  /** What is missing, in the order of the page and in the customer's language. */
  faults(labels: SignOffLabels): FieldError[] {
    const faults: FieldError[] = [];
    const missing = (id: string, words: string, text: string) => {
      if (text.trim() === '') faults.push({ id, words });
    };
    if (this.who === 'representative') missing('relationship', labels.relationshipMissing, this.relationship);
    missing('signer', labels.nameMissing, this.name);
    if (this.strokes.length === 0) faults.push({ id: 'signature', words: labels.signatureMissing });
    if (this.copy === 'text' && !/\d[\d ()-]{7,}/.test(this.number)) {
      faults.push({ id: 'copy-number', words: labels.copyNumberMissing });
    }
    if (this.copy === 'email' && !/^\S+@\S+\.\S+$/.test(this.address.trim())) {
      faults.push({ id: 'copy-address', words: labels.copyAddressMissing });
    }
    return faults;
  }

  signed(): SignOffAnswer {
    return {
      outcome: 'signed',
      name: this.name.trim(),
      signer: this.#signer(),
      score: /^[1-5]$/.test(this.score) ? Number(this.score) : null,
      scoreDeclined: this.score === 'declined',
      firstTime: this.firstTime === '' ? null : this.firstTime === 'yes',
      comment: this.comment.trim(),
      disputes: [...this.disputes].map(([line, words]): Dispute => ({ line, words })).sort((one, next) => one.line - next.line),
      copy: this.#copy(),
      reason: '',
      strokes: this.strokes,
      spokenMilliseconds: this.spoken ? Math.round(this.spoken.milliseconds) : null,
    };
  }

  #signer(): Signer {
    if (this.who === 'representative') return { who: 'representative', relationship: this.relationship.trim() };
    return { who: this.byMark ? 'customer_by_mark' : 'customer' };
  }

  #copy(): CopyRequest | null {
    switch (this.copy) {
      case 'none':
        return null;
      case 'text':
        return { by: 'text', to: this.number.trim() };
      case 'email':
        return { by: 'email', to: this.address.trim() };
      case 'paper':
        return { by: 'paper' };
    }
  }
}

/** The answer of a visit that nobody signs. */
export function unsigned(outcome: SignOffAnswer['outcome'], reason: string): SignOffAnswer {
  return {
    outcome,
    name: '',
    signer: { who: 'customer' },
    score: null,
    scoreDeclined: false,
    firstTime: null,
    comment: '',
    disputes: [],
    copy: null,
    reason,
    strokes: [],
    spokenMilliseconds: null,
  };
}
