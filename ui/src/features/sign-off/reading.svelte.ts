// The page read aloud, where the platform has a voice that speaks its language. A voice of another language would only
// make noises, so without one it is not offered.

/** Regions and scripts that a Chinese voice names, by the script of the page. */
const CHINESE: Record<string, RegExp> = {
  'zh-Hans': /^(zh|cmn)([-_](hans|cn|sg).*)?$/i,
  'zh-Hant': /^(zh|cmn|yue)[-_](hant|tw|hk|mo).*$/i,
};

/** True when a voice of `voice` can read a page in `language`; both are BCP 47. */
export function speaks(voice: string, language: string): boolean {
  const chinese = CHINESE[language];
  if (chinese) return chinese.test(voice);
  return voice.split(/[-_]/)[0]?.toLowerCase() === language.split('-')[0]?.toLowerCase();
}

export class Reading {
  voices = $state.raw<readonly SpeechSynthesisVoice[]>([]);
  reading = $state(false);

  /** Follows the platform's voices, which come late; the returned function stops. Made for `$effect`. */
  watch(): () => void {
    if (!('speechSynthesis' in window)) return () => {};
    const platform = window.speechSynthesis;
    const look = () => {
      this.voices = platform.getVoices();
    };
    look();
    platform.addEventListener?.('voiceschanged', look);
    return () => {
      platform.removeEventListener?.('voiceschanged', look);
      this.stop();
    };
  }

  voice(language: string): SpeechSynthesisVoice | undefined {
    // One on the phone itself: a sentence about somebody's home is not sent away to be spoken.
    return this.voices.find((voice) => voice.localService && speaks(voice.lang, language));
  }

  read(language: string, texts: readonly string[]): void {
    const voice = this.voice(language);
    if (!voice) return;
    this.stop();
    this.reading = true;
    texts.forEach((text, at) => {
      const sentence = new SpeechSynthesisUtterance(text);
      sentence.voice = voice;
      sentence.lang = voice.lang;
      sentence.rate = 0.9;
      sentence.onerror = () => (this.reading = false);
      if (at === texts.length - 1) sentence.onend = () => (this.reading = false);
      window.speechSynthesis.speak(sentence);
    });
  }

  stop(): void {
    if (!this.reading) return;
    window.speechSynthesis.cancel();
    this.reading = false;
  }
}
