// What the server sends and takes; told in docs/sync.md.
import type { Scale } from "../features/scales";

export interface ClientRow {
  kind: "client";
  id: string;
  changed_at: string;
  version: string;
  file_no: string;
  name: string;
  initials: string;
  sex: string;
  age: string;
  village: string;
  phone: string;
  address: string;
  note: string;
  emergency_name: string;
  emergency_relation: string;
  emergency_phone: string;
  grade: string;
  classes: string[];
  class_labels: string[];
  responsible_worker_id: string | null;
  last_visit_on: string | null;
  next_visit_on: string | null;
  clause: string;
}

export interface ServiceRow {
  kind: "service";
  id: string;
  changed_at: string;
  version: string;
  service_kind: string;
  mode: string;
  done_on: string;
  minutes: number;
  met: boolean;
  client_ids: string[];
  item_codes: string[];
  title: string;
  place: string;
  participants_count: number;
  note: string;
  found: string;
  follow_up: string;
  follow_up_on: string | null;
  followed_up_on: string | null;
  voided: boolean;
}

export type Row = ClientRow | ServiceRow;

export interface Item {
  code: string;
  name: string;
  domain: string;
  clause: string;
  used: number;
}

/** A region's visit frequency; `uncounted`: ways of visiting that do not count under it. */
export interface VisitRule {
  id: string;
  says: string;
  clause: string;
  per: string;
  times: number;
  classes: string[];
  grades: string[];
  after_event: string;
  uncounted: string[];
}

/** What a kind of service asks for. people: named clients must be there, or may be counted only, or are not needed. */
export interface KindNeeds {
  people: "must" | "count" | "may";
  title: boolean;
  partner: string;
  step: boolean;
}

/** A volunteer of the station, as far as this role sees her. */
export interface Helper {
  id: string;
  name: string;
  team: string;
}

export interface Lists {
  on: string;
  station: { id: string; name: string; region_code: string; phone: string };
  visit_rules: VisitRule[];
  kind_needs: Record<string, KindNeeds>;
  case_steps: Record<string, string>;
  help_kinds: Record<string, string>;
  need_kinds: Record<string, string>;
  need_sources: Record<string, string>;
  /** How long a half-filled form is kept. */
  draft_days: number;
  demo: boolean;
  items: Item[];
  grades: Record<string, string>;
  classes: Record<string, string>;
  kinds: Record<string, string>;
  modes: Record<string, string>;
  villages: { code: string; name: string }[];
  workers: { id: string; name: string; me: boolean }[];
  /** Missing in lists that an older server sent. */
  volunteers?: Helper[];
}

/** The month so far as the station has it: this worker's own records. client_ids: whom she met and may see. */
export interface MonthTold {
  month: string;
  visits: number;
  services: number;
  minutes: number;
  people: number;
  client_ids: string[];
  at: string;
}

export interface Limits {
  clients: number;
  all_clients: number;
  rows: number;
  bytes: number;
  most_clients: number;
  most_bytes: number;
  says: string;
}

export type AnswerState = "DONE" | "CONFLICT" | "WAITING" | "KEPT" | "REFUSED" | "DROPPED" | "AGAIN";

export interface Answer {
  id: string;
  state: AnswerState;
  reason: string;
  code: string;
  clause: string;
  needs: string[];
  merged: string[];
  clashes: { id: string; field: string }[];
  version: string;
  clock_wrong: boolean;
}

export interface Command {
  id: string;
  verb: string;
  body: Record<string, unknown>;
  seen_version: string;
  done_on: string | null;
  made_at: string;
  after: string[];
  /** A form that was only half filled, handed in because its writer may not write on. */
  draft?: boolean;
}

/** What a form would tell if it were kept as it stands. says: what it is, for a person; words: as of an `Entry`. */
export interface Half {
  words?: [string, string][];
  verb: string;
  body: Record<string, unknown>;
  doneOn?: string | null;
  seenVersion?: string;
  says: string;
}

/**
 * A command on the phone.
 *
 * says    what it is, for the list of what was not sent
 * words   questions and answers of a questionnaire in its own words, for the exported file: its questions may leave the phone first
 * answer  what the server said; null while it has not been asked
 * tried   it went out and no answer came back: it may have arrived, so it is neither changed nor thrown away, only sent again
 */
export interface Entry {
  command: Command;
  says: string;
  words?: [string, string][];
  answer: Answer | null;
  tried?: boolean;
}

export interface Side {
  id: string;
  command_id: string;
  field: string;
  label: string;
  phone: string;
  phone_by: string;
  phone_at: string;
  phone_why: string;
  station: string;
  station_at: string;
  shown: string;
}

export interface Pair {
  subject: string;
  subject_id: string;
  name: string;
  fields: Side[];
}

export interface Me {
  id: string;
  label: string;
  stationId: string;
  deviceId: string;
}

/**
 * A photo on the phone, without its bytes.
 *
 * of              the id of its record, or of the draft it was taken for
 * takenAt, place  only where whoever took it agreed to send them along
 * refused         why the server does not take it; final
 */
export interface Photo {
  id: string;
  of: string;
  size: number;
  width: number;
  height: number;
  sha256: string;
  madeAt: string;
  takenAt: string | null;
  place: string;
  caption: string;
  refused: string;
}

/** A call for help as the station has it. */
export interface HelpCall {
  id: string;
  kind: string;
  made_at: string;
  answered_at: string | null;
  answered_by: string;
  answer: string;
}

/** A case its worker writes contacts to. */
export interface OpenCase {
  id: string;
  client_id: string;
  no: string;
  state: string;
  opened_on: string;
  mine: boolean;
  contacts: number;
  next_on: string | null;
  next_plan: string;
}

/** A session that is not written down yet, with whoever signed up; name "": a file closed to this reader. */
export interface DueSession {
  id: string;
  title: string;
  kind: string;
  no: number;
  planned_on: string;
  starts_at: string | null;
  minutes: number;
  place: string;
  mine: boolean;
  people: { id: string; name: string }[];
}

export interface StationWork {
  version: string;
  cases: OpenCase[];
  sessions: DueSession[];
}

/** The newest result of a scale, and the last day on which the next is in time. */
export interface Assessed {
  scale: string;
  title: string;
  clause: string;
  assessed_on: string;
  total: number;
  full: number;
  band: string;
  colour: string;
  next_due_on: string | null;
}

export interface OpenNeed {
  id: string;
  kind: string;
  what: string;
  found_on: string;
  state: string;
}

/** What is known of one person besides the file. scales: ids of those meant for her. */
export interface CareOf {
  client_id: string;
  scales: string[];
  assessments: Assessed[];
  needs: OpenNeed[];
}

export interface Care {
  version: string;
  scales: Scale[];
  people: CareOf[];
}

/** A half-filled form on the phone. kept: when it was last written; until: its last day, as 2026-11-30. */
export interface Draft {
  id: string;
  kept: string;
  until: string;
}

/** A questionnaire the station may fill in; its questions lie in the note “xform <version_id>”. */
export interface FormRow {
  form_id: string;
  code: string;
  title: string;
  about: string;
  station_id: string;
  version: number;
  version_id: string;
  questions: number;
  mark: string;
}
