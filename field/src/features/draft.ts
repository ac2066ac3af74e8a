// A form that keeps itself while it is filled in, sealed, and is there again when the app is opened anew.
import { onMounted, onUnmounted, ref, watch } from "vue";
import { draftOf, dropDraft, keepDraft } from "../field";
import { dayOf, gettext, shortDay, timeInWords } from "../words";

/**
 * Keep `form` under `id`; `redo` true: it was filled from a record that is mended, and no draft is touched.
 *
 * state  what to tell beside the form
 */
export function useDraft<T extends { begun: string }>(id: string, form: T, redo = false) {
  const state = ref("");
  let ready = false;
  let over = false;
  let wait: ReturnType<typeof setTimeout> | undefined;
  onMounted(async () => {
    const kept = redo ? null : await draftOf<T>(id);
    if (kept) {
      Object.assign(form, kept);
      const at = new Date(kept.begun);
      state.value = gettext("接着 {day} 没存的写", { day: `${shortDay(dayOf(at), dayOf(new Date()))} ${timeInWords(at)}` });
    }
    queueMicrotask(() => (ready = true));
  });
  onUnmounted(() => clearTimeout(wait));
  watch(form, () => {
    if (!ready || over || redo) return;
    clearTimeout(wait);
    wait = setTimeout(async () => {
      try {
        await keepDraft(id, { ...form });
        state.value = gettext("已自动存草稿");
      } catch {
        state.value = gettext("草稿没存上，手机存储可能满了");
      }
    }, 600);
  });
  return {
    state,
    /** No more of it from here on: the form is being kept as a record. */
    stop(on = true): void {
      over = on;
      clearTimeout(wait);
    },
    drop: (): Promise<void> => dropDraft(id),
  };
}
