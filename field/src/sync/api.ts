// Talking to the server. Three ways it can go wrong, and the app does something else in each.

/** No line, or the server did not answer: nothing was decided, try again later. */
export class NoLine extends Error {}

/** Nobody is signed in any more. */
export class SignedOut extends Error {}

/** The server says no, with its sentence. */
export class Refusal extends Error {
  constructor(
    readonly reason: string,
    readonly code: string,
    readonly status: number,
  ) {
    super(reason);
  }
}

const PATIENCE_MS = 30_000;
const PATIENCE_WITH_FILES_MS = 120_000;

export class Api {
  private token = "";

  constructor(private readonly base = "/api/v1/sync") {}

  get<T>(path: string): Promise<T> {
    return this.ask<T>("GET", path, undefined, {});
  }

  /** What another part of the interface tells, as it stands: no JSON. */
  async text(path: string): Promise<string> {
    let answer: Response;
    try {
      answer = await fetch(this.base + path, { credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS) });
      if (answer.ok) return await answer.text();
    } catch (error) {
      throw new NoLine(String(error));
    }
    if (answer.status === 401 || answer.type === "opaqueredirect") throw new SignedOut();
    throw new NoLine(`status ${answer.status}`);
  }

  post<T>(path: string, told: unknown): Promise<T> {
    return this.ask<T>("POST", path, told, { "X-CSRFToken": this.token });
  }

  /** A form with a file in it. */
  send<T>(path: string, form: FormData): Promise<T> {
    return this.ask<T>("POST", path, form, { "X-CSRFToken": this.token });
  }

  /** With the phone's own secret, when nobody can sign in on it any more. */
  asPhone<T>(path: string, secret: string, told: unknown = {}): Promise<T> {
    return this.ask<T>("POST", path, told, { "X-Device-Key": secret });
  }

  /** A form with a file in it, with the phone's own secret. */
  sendAsPhone<T>(path: string, secret: string, form: FormData): Promise<T> {
    return this.ask<T>("POST", path, form, { "X-Device-Key": secret });
  }

  /** The token every POST of this session carries. */
  use(token: string): void {
    this.token = token;
  }

  private async ask<T>(method: string, path: string, told: unknown, extra: Record<string, string>): Promise<T> {
    let answer: Response;
    let text: string;
    const form = told instanceof FormData ? told : null;
    try {
      answer = await fetch(this.base + path, {
        method,
        credentials: "same-origin",
        redirect: "manual",
        headers: { Accept: "application/json", ...(told === undefined || form ? {} : { "Content-Type": "application/json" }), ...extra },
        ...(told === undefined ? {} : { body: form ?? JSON.stringify(told) }),
        signal: AbortSignal.timeout(form ? PATIENCE_WITH_FILES_MS : PATIENCE_MS),
      });
      text = await answer.text();
    } catch (error) {
      throw new NoLine(String(error));
    }
    if (answer.status === 401 || answer.type === "opaqueredirect") throw new SignedOut();
    const found = read(text);
    if (answer.ok && found !== null) return found as T;
    if (answer.status < 500 && found && typeof found === "object" && "reason" in found) {
      const { reason, code } = found as { reason: string; code?: string };
      throw new Refusal(reason, code ?? "", answer.status);
    }
    // a gateway's page, half an answer, a server on its knees: as good as no line
    throw new NoLine(`status ${answer.status}`);
  }
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
