import type { EventLog, Stamp } from "../event-log";
import { plainAnswered, plainCall } from "../plain-tool";
import type { RunCourse } from "../run-course";
import { contentAt, countAt, structured, textAt } from "./attributes";
import { History } from "./history";
import type { SpanLanes } from "./lanes";
import { inputMessages, outputMessages, userWords } from "./messages";
import type { Message, Part } from "./messages";
import { spanInstant } from "./span";
import type { Operation, Span } from "./span";
import { errorText, hookNote, parameters } from "./span-text";

/** Something a span tells, at a time: a span of a model call tells what went in when it began and what came out when it ended. */
interface Happening {
  readonly at: number | null;
  /** Tells apart what is at the same time: an agent begins before its calls and ends after them. */
  readonly rank: number;
  readonly write: () => void;
}

/** Writes the events of spans in order of time. */
export class SpanWriter {
  readonly #course: RunCourse;
  readonly #lanes: SpanLanes;
  readonly #history = new History();
  /** Lanes whose person's words an agent's span states: there the texts around them in requests are the runner's. */
  readonly #asked = new Set<string>();
  #withheld = false;
  /** Working folder, where a resource or the texts around a request name it. */
  cwd: string | null = null;

  constructor(course: RunCourse, lanes: SpanLanes) {
    this.#course = course;
    this.#lanes = lanes;
  }

  write(spans: readonly { span: Span; operation: Operation }[], log: EventLog): void {
    const happenings: Happening[] = [];
    for (const { span, operation } of spans) happenings.push(...this.#happenings(span, operation, log));
    happenings.sort((a, b) => (a.at ?? 0) - (b.at ?? 0) || a.rank - b.rank);
    for (const happening of happenings) happening.write();
  }

  #happenings(span: Span, operation: Operation, log: EventLog): Happening[] {
    const lane = this.#lanes.of(span);
    const end = span.end ?? span.start;
    const begins = this.#stamp(span, lane, span.start);
    const ends = this.#stamp(span, lane, end);
    const course = (): void => {
      this.#course.at(begins.at);
      this.#course.at(ends.at);
    };
    const failed = (rank: number): Happening[] =>
      span.failed || span.attributes.has("error.type")
        ? [
            {
              at: end,
              rank,
              write: () => {
                this.#failed(span, ends, log);
              },
            },
          ]
        : [];
    switch (operation) {
      case "inference":
        return [
          {
            at: span.start,
            rank: 1,
            write: () => {
              course();
              this.#input(span, begins, log);
            },
          },
          {
            at: end,
            rank: 4,
            write: () => {
              this.#output(outputMessages(span), ends, log);
            },
          },
          ...failed(5),
        ];
      case "tool":
        return [
          {
            at: span.start,
            rank: 3,
            write: () => {
              course();
              this.#tool(span, begins, ends, log);
            },
          },
        ];
      case "agent":
        return [
          ...userWords(span).map(({ text, at }): Happening => {
            const said = { ...begins, at: spanInstant(at) ?? begins.at };
            return {
              at: at ?? span.start,
              rank: 1,
              write: () => {
                this.#words(text, true, said, log);
              },
            };
          }),
          {
            at: span.start,
            rank: 0,
            write: () => {
              course();
              this.#agentBegins(span, begins, log);
            },
          },
          {
            at: end,
            rank: 6,
            write: () => {
              this.#agentEnds(span, ends, log);
            },
          },
          ...failed(7),
        ];
      case "hook":
        return [
          {
            at: span.start,
            rank: 2,
            write: () => {
              course();
              hookNote(span, begins, log);
            },
          },
        ];
      case "quiet":
        return [{ at: span.start, rank: 2, write: course }, ...failed(5)];
    }
  }

  #stamp(span: Span, lane: string, at: number | null): Stamp {
    return { at: spanInstant(at), lane, actor: lane === "main" ? "agent" : "sub-agent", place: span.place };
  }

  #input(span: Span, stamp: Stamp, log: EventLog): void {
    const messages = inputMessages(span);
    if (messages.length === 0) {
      if (!this.#withheld && outputMessages(span).length === 0) {
        // The default of all exporters: what is missing is said once.
        this.#withheld = true;
        const text = "The trace does not carry what was said to the model and by it.";
        log.add({ ...stamp, actor: "runner" }, { kind: "note", text });
      }
      return;
    }
    for (const message of this.#history.fresh(stamp.lane, messages)) this.#went(message, stamp, log);
  }

  /** A message that went into the model. */
  #went(message: Message, stamp: Stamp, log: EventLog): void {
    for (const part of message.parts) {
      if (part.kind === "response") {
        this.#response(part, stamp, log);
        continue;
      }
      if (part.kind !== "text") continue;
      if (message.role === "assistant") {
        // Said before the first request of this source.
        log.add(stamp, { kind: "message", role: "agent", text: log.text(part.text), injected: true });
        continue;
      }
      this.#words(part.text, message.role === "user" && !this.#asked.has(stamp.lane), stamp, log);
    }
  }

  #words(text: string, person: boolean, stamp: Stamp, log: EventLog): void {
    const main = stamp.lane === "main";
    const injected = !person || !main;
    this.cwd ??=
      /workspace with the following folders:\n- (\/[^\n]{1,1000}?|[A-Z]:[^\n]{1,1000}?) *\n/.exec(
        text.slice(0, 20_000),
      )?.[1] ?? null;
    log.add(
      { ...stamp, actor: injected ? "runner" : "person" },
      { kind: "message", role: "person", text: log.text(text), injected },
    );
    if (!injected) this.#course.asked(text, log);
  }

  #response(part: Extract<Part, { kind: "response" }>, stamp: Stamp, log: EventLog): void {
    const { id } = part;
    const result = { text: part.text, failed: null, exitCode: null, durationMs: null };
    if (id !== null && log.answer(id, stamp.place, (detail) => plainAnswered(detail, result, log), stamp.at)) return;
    if (id !== null && log.knows(id)) {
      // The tool's span came first. Without content in spans, this is where the result's text stands.
      log.update(id, (detail) => {
        const bare =
          detail.kind === "tool-call" ? (detail.result ?? "") === "" : "output" in detail && detail.output === "";
        if (!bare || part.text === "") return detail;
        const exitCode = "exitCode" in detail ? detail.exitCode : null;
        const full = plainAnswered(detail, { ...result, exitCode, durationMs: detail.durationMs }, log);
        return detail.outcome === "failed" ? { ...full, outcome: "failed" } : full;
      });
      return;
    }
    log.add(
      { ...stamp, actor: "runner" },
      { kind: "tool-result", callId: id, text: log.output(part.text), outcome: "unknown" },
    );
  }

  /** Messages that came out of the model. */
  #output(messages: readonly Message[], stamp: Stamp, log: EventLog): void {
    this.#history.said(stamp.lane, messages);
    for (const part of messages.flatMap(({ parts }) => parts)) {
      switch (part.kind) {
        case "text":
          log.add(stamp, { kind: "message", role: "agent", text: log.text(part.text), injected: false });
          if (stamp.lane === "main") this.#course.said(part.text, log);
          break;
        case "reasoning": {
          const text = part.text === null ? null : log.text(part.text);
          log.add(stamp, { kind: "reasoning", text, withheldBytes: part.withheldBytes });
          break;
        }
        case "call":
          if (part.id !== null && log.knows(part.id)) break;
          this.#open(part.id, part.name, part.args, stamp, log);
          break;
        case "response":
          break;
      }
    }
  }

  #open(callId: string | null, tool: string, args: unknown, stamp: Stamp, log: EventLog): void {
    log.openCall(callId, stamp, plainCall({ callId, tool, args, cwd: this.cwd }, log));
    if (stamp.lane === "main") this.#course.called();
  }

  /** The span of a tool: the call where the model's own words did not give it, and its result in any case. */
  #tool(span: Span, begins: Stamp, ends: Stamp, log: EventLog): void {
    const { attributes } = span;
    const tool = (textAt(attributes, "gen_ai.tool.name", "traceloop.entity.name") ?? span.name)
      .slice(0, 200)
      .toWellFormed();
    const callId = textAt(attributes, "gen_ai.tool.call.id");
    const id = callId ?? `span ${span.id}`;
    if (!log.knows(id)) {
      const args = structured(contentAt(attributes, "gen_ai.tool.call.arguments", "traceloop.entity.input"));
      log.openCall(id, begins, plainCall({ callId, tool, args: args ?? parameters(attributes), cwd: this.cwd }, log));
    }
    if (begins.lane === "main") {
      this.#course.called();
      this.#course.answered();
    }
    const failed = span.failed || attributes.has("error.type");
    const text = contentAt(attributes, "gen_ai.tool.call.result", "traceloop.entity.output");
    const reason = failed ? errorText(span) : null;
    const durationMs = span.start === null || span.end === null || span.end < span.start ? null : span.end - span.start;
    const exitCode = countAt(attributes, "process.exit.code", "process.exit_code");
    const result = { text: text ?? reason ?? "", failed: failed ? true : null, exitCode, durationMs };
    log.answer(
      id,
      span.place,
      (detail) => {
        const full = plainAnswered(detail, result, log);
        return full.kind === "tool-call" && text === null && reason === null ? { ...full, result: null } : full;
      },
      ends.at,
    );
  }

  #agentBegins(span: Span, stamp: Stamp, log: EventLog): void {
    const main = stamp.lane === "main";
    if (!main) {
      const name = textAt(span.attributes, "gen_ai.agent.name") ?? span.name;
      log.add({ ...stamp, actor: "runner" }, { kind: "note", text: log.text(`Sub-agent ${name} begins.`) });
    }
    const words = userWords(span);
    if (words.length > 0) this.#asked.add(stamp.lane);
    const fresh = this.#history.fresh(stamp.lane, inputMessages(span));
    for (const message of fresh) {
      if (words.length > 0 && message.role === "user") continue;
      this.#went(message, stamp, log);
      if (message.role === "user") this.#asked.add(stamp.lane);
    }
  }

  #agentEnds(span: Span, stamp: Stamp, log: EventLog): void {
    // The agent's answer is what the model said last, where its requests are in the trace too.
    const unsaid = outputMessages(span).filter((message) => !this.#history.knows(stamp.lane, message));
    this.#output(unsaid, stamp, log);
    if (stamp.lane === "main") this.#course.turnEnded();
  }

  #failed(span: Span, stamp: Stamp, log: EventLog): void {
    log.add({ ...stamp, actor: "runner" }, { kind: "error", text: log.text(errorText(span)) });
    if (stamp.lane === "main") this.#course.failed();
  }
}
