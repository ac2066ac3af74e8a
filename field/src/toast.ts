import { reactive } from "vue";

export const toast = reactive({ says: "" });
let clock: ReturnType<typeof setTimeout> | undefined;

/** One sentence at the foot of the screen, for as long as it takes to read. */
export function say(sentence: string): void {
  toast.says = sentence;
  clearTimeout(clock);
  clock = setTimeout(() => (toast.says = ""), 4000);
}
