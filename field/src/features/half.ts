// What a draft tells that says nothing of itself: one of an app of before, or a photo taken before a word was written.
import { newId } from "../ids";
import type { Half } from "../store/shapes";
import { gettext } from "../words";

const VERBS: Record<string, string> = {
  visit: "services.record_service", record: "services.record_service", case: "services.record_case_contact", session: "services.hold_session", need: "clients.note_need",
  assess: "services.record_assessment", particulars: "clients.update_client", form: "forms.submit",
};

/** Everything that was written, under the names of the form, and whom or what it is about. */
export function halfOf(id: string, value: Record<string, unknown>): Half {
  const [kind = "", of = "", about = ""] = id.split(" ");
  const whom: Record<string, unknown> =
    kind === "visit" ? { client_ids: [of] } : kind === "case" ? { case_id: of } : kind === "session" ? { session_id: of } : kind === "form" ? { client_id: about || null } : of ? { client_id: of } : {};
  const its = kind === "visit" || kind === "record" ? { service_id: newId() } : kind === "case" ? { contact_id: newId() } : {};
  return { verb: VERBS[kind] ?? "devices.draft", body: { ...value, ...whom, ...its }, says: gettext("没写完的草稿") };
}
