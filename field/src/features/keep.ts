// A form becomes a record in the outbox, or says why not; the same on every page that records something.
import { ref } from "vue";
import { useRouter } from "vue-router";
import { record, whyNotKept } from "../field";
import { say } from "../toast";
import { gettext } from "../words";

/**
 * The three things a form shows while it is kept, and the keeping itself.
 *
 * says  why the record that is mended was refused; "" for a new one
 * stop  of the form's draft: no more of it while the record is kept, on again when it was not
 */
export function useKeeping(says: string, stop: (on?: boolean) => void) {
  const router = useRouter();
  const trouble = ref(says);
  const failed = ref<unknown>(null);
  const saving = ref(false);

  function begin(): void {
    trouble.value = "";
    failed.value = null;
  }

  /** Keep it and go on to `page`; what went wrong stays beside the form, and nothing typed is lost. */
  async function keep(page: string, ...told: Parameters<typeof record>): Promise<void> {
    saving.value = true;
    stop();
    try {
      await record(...told);
    } catch (error) {
      saving.value = false;
      stop(false);
      trouble.value = whyNotKept(error);
      failed.value = error;
      return;
    }
    say(navigator.onLine ? gettext("存好了，正在发。") : gettext("存好了，有信号自动发。"));
    await router.replace(page);
  }

  return { trouble, failed, saving, begin, keep };
}
