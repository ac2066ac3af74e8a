// Dictation where the browser offers it. What is heard may leave the phone for that; it is said and asked once.
import { gettext } from "../words";

interface Heard {
  results: ArrayLike<ArrayLike<{ transcript: string }> & { isFinal: boolean }>;
  resultIndex: number;
}

interface Ear {
  lang: string;
  continuous: boolean;
  interimResults: boolean;
  onresult: ((heard: Heard) => void) | null;
  onerror: ((event: { error: string }) => void) | null;
  onend: (() => void) | null;
  start(): void;
  stop(): void;
}

type Ears = { SpeechRecognition?: new () => Ear; webkitSpeechRecognition?: new () => Ear };

const maker = (from: Ears): (new () => Ear) | undefined => from.SpeechRecognition ?? from.webkitSpeechRecognition;

export const canDictate = (from: Ears = globalThis as Ears): boolean => maker(from) !== undefined;

/** Listen until `stop` or a pause; `heard` gets whole sentences, `over` why it ended, "" when all is well. */
export function listen(heard: (text: string) => void, over: (why: string) => void, from: Ears = globalThis as Ears): { stop(): void } {
  const ear = new (maker(from)!)();
  let why = "";
  Object.assign(ear, { lang: "zh-CN", continuous: true, interimResults: false });
  ear.onresult = ({ results, resultIndex }) => {
    for (let place = resultIndex; place < results.length; place += 1) if (results[place]!.isFinal) heard(results[place]![0]!.transcript.trim());
  };
  ear.onerror = ({ error }) => (why = inWords(error));
  ear.onend = () => over(why);
  ear.start();
  return { stop: () => ear.stop() };
}

function inWords(error: string): string {
  switch (error) {
    case "not-allowed":
    case "service-not-allowed":
      return gettext("手机没让用话筒，请在浏览器设置里允许，或用键盘写。");
    case "network":
      return gettext("说话转文字要信号，现在没有。请用键盘写。");
    case "no-speech":
    case "aborted":
      return "";
    default:
      return gettext("没听清，请再说一次，或用键盘写。");
  }
}

/** Where dictated words go: after what is there, without running into it. */
export function joined(text: string, more: string): string {
  if (!more) return text;
  return text && !/[\s，。！？；：、]$/.test(text) ? `${text}，${more}` : text + more;
}
