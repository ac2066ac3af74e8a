// A form that keeps itself while it is filled in, sealed, and is there again when the app is opened anew.
import { onMounted, onUnmounted, ref, watch } from "vue";
import { draftOf, dropDraft, errorInWords, field, keepDraft } from "../field";
import type { Half } from "../store/shapes";
import { draftInWords, notKeptBecause } from "./draft_days";

/** “草稿，11月30日前有效”, or "" when there is none. */
export function stateOf(id: string): string {
  const draft = field.drafts.find((each) => each.id === id);
  return draft ? draftInWords(draft.until) : "";
}

/**
 * Keep `form` under `id`; `redo` true: it was filled from a record that is mended, and no draft is touched.
 *
 * told   what it would tell if it were kept as it stands
 * state  what to tell beside the form
 */
export function useDraft<T extends { begun: string }>(id: string, form: T, told: () => Half | Half[], redo = false) {
  const state = ref("");
  let ready = false;
  let over = false;
  let wait: ReturnType<typeof setTimeout> | undefined;
  onMounted(async () => {
    const kept = redo ? null : await draftOf<T>(id);
    if (kept) {
      Object.assign(form, kept);
      state.value = stateOf(id);
    }
    queueMicrotask(() => (ready = true));
  });
  onUnmounted(() => clearTimeout(wait));
  watch(form, () => {
    if (!ready || over || redo) return;
    clearTimeout(wait);
    wait = setTimeout(async () => {
      try {
        await keepDraft(id, { ...form }, [told()].flat());
        state.value = stateOf(id);
      } catch (error) {
        state.value = notKeptBecause(errorInWords(error));
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
